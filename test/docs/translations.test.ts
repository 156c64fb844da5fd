import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { holdReasons } from '../../src/roll/hold.js';
import { holdTitle } from '../../src/slack/render/hold-parts.js';
import { inChinese } from '../support/in-chinese.js';
import { anchorsOf, differences, sectionsOf } from '../support/translated.js';

const root = join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

const translations = [
  { english: 'README.md', chinese: 'README.zh-CN.md' },
  { english: 'docs/RUNBOOK.md', chinese: 'docs/RUNBOOK.zh-CN.md' },
];
const runbook = sectionsOf(read('docs/RUNBOOK.md'));
const chineseRunbook = sectionsOf(read('docs/RUNBOOK.zh-CN.md'));

describe.each(translations)('$chinese', ({ english, chinese }) => {
  it('has the sections, code, tables, numbers and answers of the English text', () => {
    expect(differences(read(english), read(chinese)), `${english} and ${chinese} change together`).toEqual([]);
  });

  it.each([english, chinese])('links to what there is, and so does the English text: %s', (file) => {
    const text = read(file).replace(/`[^`]+`/g, '');
    for (const [, path = '', anchor] of text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)) {
      const target = path === '' ? join(root, file) : resolve(root, dirname(file), path);
      expect(existsSync(target), `${file} links to ${path}`).toBe(true);
      if (anchor !== undefined)
        expect(anchorsOf(readFileSync(target, 'utf8')), `${file}: #${anchor}`).toContain(anchor);
    }
  });

  it('and the English text name each other at the top', () => {
    const top = (file: string): string => read(file).split('\n').slice(0, 4).join('\n');
    expect(top(english)).toContain(`](${chinese.replace('docs/', '')})`);
    expect(top(chinese)).toContain(`](${english.replace('docs/', '')})`);
  });
});

describe('who looks up what the bot says in Chinese finds it in the Chinese runbook:', () => {
  const text = read('docs/RUNBOOK.zh-CN.md');
  const titles = inChinese(() => holdReasons.map((reason) => [reason, holdTitle(reason)] as const));

  it.each(titles)('the section of %s has the title %s', (reason, title) => {
    const heading = chineseRunbook.find((section) => section.heading.split(', ').includes(reason))?.heading ?? '';
    const [section = ''] = (text.split(`### ${heading}\n`)[1] ?? '').split('\n### ');
    expect(section).toContain(`（${title}）`);
  });
});

describe('who looks up what the bot or an alert says, in English, finds it in the Chinese runbook:', () => {
  it('each heading has the English one', () => {
    const headings = chineseRunbook.map(({ heading }) => heading);
    expect(runbook.filter(({ heading }, at) => headings[at]?.includes(heading) !== true)).toEqual([]);
  });

  it.each(holdReasons)('the section of a hold has its title as Slack shows it: %s', (reason) => {
    const section = chineseRunbook.find(({ heading }) => heading.split(', ').includes(reason));
    expect(section?.quoted).toContain(holdTitle(reason));
  });

  it('the words of the bot that it quotes are those of the English runbook', () => {
    const titles = holdReasons.map((reason) => holdTitle(reason));
    const known = [...titles, 'the process is still loading'];
    const unknown = chineseRunbook.flatMap(({ quoted }, at) =>
      quoted.filter((words) => !known.includes(words) && runbook[at]?.quoted.includes(words) !== true),
    );
    expect(unknown).toEqual([]);
  });
});

describe('a translation that was left behind', () => {
  const english = [
    '# Title',
    '## One',
    'Wait 10 min, see `nodes -d`, then **retry**.',
    '',
    '    run it    # a comment',
    '## Two',
    '| `a` | first |',
    '| `b` | second, [more](docs/METRICS.md) |',
  ].join('\n');
  const chinese = [
    '# 标题',
    '## 一',
    '看 `nodes -d`，等 10 分钟，然后 **retry**。',
    '',
    '    run it    # 注释',
    '## 二',
    '| `a` | 第一 |',
    '| `b` | 第二，[更多](docs/METRICS.md) |',
  ].join('\n');

  it('is told from one that says the same', () => {
    expect(differences(english, chinese)).toEqual([]);
  });

  it.each([
    ['a section more', '## Two', '## New\n`new` words\n## Two', '"New" and its translation "二"'],
    ['a section less', '## One\n', '', 'The English text has 2 headings, its translation 3'],
    ['another level', '## Two', '### Two', 'are headings of different levels'],
    ['another command', '`nodes -d`', '`ls -d`', 'the translation lacks the inline code ls -d'],
    ['another limit', '10 min', '20 min', 'the translation lacks the number 20'],
    ['another answer', '**retry**', '**wait**', 'the translation lacks the answer to press wait'],
    ['another block', 'run it ', 'run that ', 'have different code blocks'],
    ['a row less', '| `a` | first |\n', '', 'have tables with other rows'],
    ['another link', 'METRICS.md', 'RUNBOOK.md', 'does not link to docs/RUNBOOK.md'],
  ])('when the English text has %s', (_what, was, now, said) => {
    expect(english).toContain(was);
    expect(differences(english.replace(was, now), chinese).join('\n')).toContain(said);
  });
});
