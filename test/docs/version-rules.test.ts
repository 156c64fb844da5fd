import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { knownVersionRules } from '../../src/roll/known-version-rules.js';

const page = readFileSync(resolve(import.meta.dirname, '../../docs/VERSIONS.md'), 'utf8');

it.each(knownVersionRules.map((rule) => [rule.name, rule] as const))(
  'the page has the rule %s as it is',
  (_name, rule) => {
    const { name, from, to, mode, level, what, source } = rule;
    const way = `| \`${name}\` | \`${from}\` | \`${to}\`${mode === undefined ? '' : `, mode ${mode}`} |`;
    const said = `${what}${source === undefined ? '' : ` ([source](${source}))`} |`;
    expect(page).toContain(`${way} ${level === 'block' ? 'blocks' : 'is said'} | ${said}`);
  },
);

it('the page has no rule that is not there', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  expect(rows).toHaveLength(knownVersionRules.length);
});
