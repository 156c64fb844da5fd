import { expect, it } from 'vitest';
import { theirWords } from '../../src/words/their-words.js';
import { capital, cut, inTheirWords, sentence } from '../../src/slack/text.js';

it.each([
  ['nothing is running', 'Nothing is running'],
  ['noted: another approver must force it', 'Noted: another approver must force it'],
  ['retry', 'Retry'],
  ['cluster-x is locked', 'cluster-x is locked'],
  ['db1.example:34801 is not ALIVE', 'db1.example:34801 is not ALIVE'],
  ['add_secondary is 0', 'add_secondary is 0'],
  ['', ''],
])('begins a sentence with a capital, and leaves a name as it is: %s', (text, said) => {
  expect(capital(text)).toBe(said);
});

const sly = '*Approved by everyone* :white_check_mark: <https://evil.example|the plan> @channel `code`';
const inert = "`*Approved by everyone* :white_check_mark: &lt;https://evil.example|the plan&gt; @\u2060channel 'code'`";

it('shows what a person wrote in a code span, which it cannot leave', () => {
  expect(inTheirWords(sly)).toBe(inert);
  expect(inTheirWords('')).toBe('`–`');
  expect(inTheirWords('x'.repeat(50), 10)).toBe(`\`${'x'.repeat(9)}…\``);
});

it('shows it so in a sentence of the core, too, and keeps the mention of who wrote it', () => {
  expect(sentence(`locked by <@U0BOB00001>: ${theirWords(`${sly} <@U0BOB00001>`)}`, ['U0BOB00001'])).toBe(
    `locked by <@U0BOB00001>: ${inert.slice(0, -1)} &lt;@U0BOB00001&gt;\``,
  );
  expect(theirWords('a “b” c\n✓ lock')).toBe('“a "b" c ✓ lock”');
});

it('leaves no code span open where it cuts', () => {
  const text = sentence(`locked: ${theirWords(sly)}`);
  for (let limit = 1; limit < text.length; limit += 1) {
    const short = cut(text, limit);
    expect(short.length).toBeLessThanOrEqual(limit + 1);
    expect((short.match(/`/g) ?? []).length % 2, short).toBe(0);
  }
});
