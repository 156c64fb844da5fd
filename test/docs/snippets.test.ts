import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeOf } from './markdown-code.js';
import { snippetsOf, type Snippet, type SnippetKind } from './snippets.js';

const root = join(import.meta.dirname, '..', '..');
const pages = [
  ...readdirSync(root),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name}`),
]
  .filter((name) => name.endsWith('.md'))
  .sort();
const read = (page: string): string => readFileSync(join(root, page), 'utf8');

/** YAML of other programs, by page and first key. */
const ofOthers: readonly (readonly [page: string, key: string])[] = [['docs/drivers/compose.md', 'entrypoint']];

const isOfOthers = ({ kind, place }: Snippet): boolean =>
  kind === 'configuration' && ofOthers.some(([page, key]) => place === `${page}:${lineOf(page, key)}`);
const lineOf = (page: string, key: string): number =>
  read(page)
    .split('\n')
    .findIndex((line) => line.trim() === `${key}:`) + 1;

const all = pages.flatMap((page) => snippetsOf(page, read(page)));
const found = all.filter((snippet) => !isOfOthers(snippet));
const faultsOf = async (snippets: readonly Snippet[]): Promise<readonly string[]> =>
  (await Promise.all(snippets.map(({ faults }) => faults()))).flat();
const count = (kind: SnippetKind, page = ''): number =>
  found.filter((snippet) => snippet.kind === kind && snippet.place.startsWith(page)).length;

describe('what the documents tell people to write', () => {
  it.each<SnippetKind>(['configuration', 'command line', 'Slack command'])(
    'is understood by the program: %s',
    async (kind) => {
      expect(await faultsOf(found.filter((snippet) => snippet.kind === kind))).toEqual([]);
    },
  );

  it('is found, in about the numbers in which it is there', () => {
    expect(count('configuration')).toBeGreaterThanOrEqual(24);
    expect(count('command line')).toBeGreaterThanOrEqual(20);
    expect(count('Slack command')).toBeGreaterThanOrEqual(90);
    for (const page of ['README.md', 'docs/GETTING-STARTED.md'])
      for (const kind of ['configuration', 'command line', 'Slack command'] as const)
        expect(count(kind, page), `${kind} in ${page}`).toBeGreaterThanOrEqual(2);
    for (const driver of ['compose', 'kubernetes', 'minos', 'supervisord', 'systemd'])
      expect(count('configuration', `docs/drivers/${driver}.md`), driver).toBeGreaterThanOrEqual(1);
    expect(all.filter(isOfOthers)).toHaveLength(ofOthers.length);
  });
});

describe('a wrong one', () => {
  it.each([
    [
      'a part of a cluster',
      'Text\n\n    drain: fast\n    windows: ["Mon-Fri 10:00-25:00"]',
      /^page\.md:4:\d+ .*windows/m,
    ],
    ['a setting that is none', '    procceses:\n      driver: onebox', /^page\.md:1:\d+ .*unknown key "procceses"/m],
    ['a part of the file', '```yaml\nhttp:\n  listen: 9465\n```', /^page\.md:3:\d+ http\.listen/m],
    [
      'a whole file',
      '    clusters:\n      cluster-x:\n        admin: { kind: natives }',
      /^page\.md:3:\d+ .*admin\.kind/m,
    ],
    ['a setting in a sentence', 'Say `slack.mode: sockets`.', /^page\.md:1:\d+ slack\.mode/m],
    ['no YAML', '    store: { path: ./data', /^page\.md:1/m],
    ['a command that is none', '    pegasus-roll chek', /^page\.md:1: pegasus-roll chek: .*unknown command/m],
    ['an option that is none', 'Run\n`node dist/bundle/main.js runs --limits 3`', /^page\.md:2: .*unknown option/m],
    ['an option of the plan', '    cd x && pegasus-roll plan cluster-x --canaries', /^page\.md:1: .*--canaries/m],
    ['a Slack command', '    alice   /pegasus rol cluster-x', /^page\.md:1: .*I don't know “rol”/m],
    ['an option of a roll', '| `/pegasus roll CLUSTER --soak 2` |', /^page\.md:1: .*--soak expects/m],
    ['a mention', 'Type `@pegasus-roll paused`.', /^page\.md:1: .*I don't know “paused”/m],
  ])('is told with its place: %s', async (_what, markdown, told) => {
    const faults = await faultsOf(snippetsOf('page.md', markdown));
    expect(faults.length).toBeGreaterThanOrEqual(1);
    expect(faults.join('\n')).toMatch(told);
  });
});

describe('code in a document', () => {
  it('is a block after a blank line or between fences, and a span in a paragraph or a table', () => {
    const markdown = [
      'One `a\nb`, and',
      '    no block.',
      '',
      '    one:',
      '      two',
      '',
      '      three',
      '',
      '- item',
      '',
      '  ```sh',
      '  four `x`',
      '  ```',
      '| `c\\|d` | ``e `f` `` |',
    ].join('\n');
    expect(codeOf(markdown)).toEqual([
      { kind: 'span', line: 1, text: 'a b' },
      { kind: 'block', line: 5, text: 'one:\n  two\n\n  three' },
      { kind: 'block', line: 13, text: 'four `x`' },
      { kind: 'span', line: 15, text: 'c|d' },
      { kind: 'span', line: 15, text: 'e `f`' },
    ]);
  });
});
