import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenize, whyUnreadable } from '../../../src/slack/parse/tokenize.js';

describe('the words of a command', () => {
  it.each([
    ['roll cluster-x', ['roll', 'cluster-x']],
    ['  roll   cluster-x \n --canary\t', ['roll', 'cluster-x', '--canary']],
    ['--reason "two words"', ['--reason', 'two words']],
    ['--reason="two words" x', ['--reason=two words', 'x']],
    // Phones turn quotes and hyphens into these.
    ['—reason “two words”', ['--reason', 'two words']],
    ['–-soak 2m', ['--soak', '2m']],
    ['−−canary', ['--canary']],
    ['--reason ‘two words’', ['--reason', 'two words']],
    ['--reason "don’t, it’s fine"', ['--reason', 'don’t, it’s fine']],
    ["don't", ["don't"]],
    ['--reason "a — b"', ['--reason', 'a — b']],
    ['--reason ""', ['--reason', '']],
    // What Slack makes of what was typed.
    ['--reason "a &lt;b&gt; &amp;amp; c"', ['--reason', 'a <b> &amp; c']],
    ['--nodes <http://10.0.0.1:34801|10.0.0.1:34801>', ['--nodes', '10.0.0.1:34801']],
    ['--nodes <http://a.example.com:34801>', ['--nodes', 'http://a.example.com:34801']],
    ['--version <mailto:2.5.0@abc.de|2.5.0@abc.de>', ['--version', '2.5.0@abc.de']],
    ['--reason "asked by <@U0BOB00001|bob> in <#C0OPS00001|ops>"', ['--reason', 'asked by @bob in #ops']],
    ['--reason "<!here> <!subteam^S0ONCALL01|@oncall>"', ['--reason', '@here @oncall']],
    ['', []],
  ])('%s', (text, words) => {
    expect(tokenize(text)).toEqual({ ok: true, value: words });
  });

  it.each([
    ['--reason "never closed', /never closed/],
    ['roll \u0007x', /U\+0007/],
    ['roll clus\u200bter', /U\+200B/],
    ['roll \u202excretsulc', /U\+202E/],
    ['roll \ud800', /U\+D800/],
    ['x'.repeat(4001), /4001 characters long/],
  ])('are refused in a sentence: %j', (text, why) => {
    const words = tokenize(text);
    expect(words.ok ? '' : words.failure).toMatch(why);
  });

  it('takes what people write, and refuses a name that only looks like one', () => {
    for (const reason of ['👩‍💻 on call', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', 'می‌خواهم', 'שלום\u200f', 'two words\u202e'])
      expect(tokenize(`roll cluster-x --reason "${reason}"`)).toEqual({
        ok: true,
        value: ['roll', 'cluster-x', '--reason', reason],
      });
    expect(tokenize('roll cluster\u202e-x')).toMatchObject({ ok: false, failure: expect.stringContaining('U+202E') });
  });

  it('never throw, and never hold a name with what cannot be seen in it, whatever is typed', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc
        .array(
          fc.constantFrom(
            '<',
            '>',
            '|',
            '@',
            '!',
            '&amp;',
            '"',
            '“',
            '’',
            "'",
            '—',
            '--',
            ' ',
            '\n',
            '\u0000',
            'a',
            'U1',
            '=',
          ),
          { maxLength: 60 },
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const words = tokenize(text);
        return !words.ok || words.value.every((word) => whyUnreadable(word) === undefined);
      }),
      { numRuns: 150 },
    );
  });
});
