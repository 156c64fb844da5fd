import { isAt, type CheckLevel, type CheckResult, type ClusterCheck } from '../../roll/checks/result.js';
import { formatDuration } from '../../lib/duration.js';
import { count, cut, listing, quoted, sentenceOf } from '../text.js';
import { inLanguage } from '../language.js';
import { rawParts } from './hold-parts.js';
import type { Part } from './parts.js';

const signs = {
  ok: ':white_check_mark:',
  note: ':information_source:',
  unknown: ':grey_question:',
  warn: ':warning:',
  fail: ':x:',
} as const satisfies Readonly<Record<CheckLevel, string>>;

/** What is to be done stands first, each with what to do about it; what is well is named in one line. */
export function checkParts({ cluster, results, ms }: ClusterCheck): readonly Part[] {
  const failed = results.filter(isAt('fail'));
  const warned = results.filter(isAt('warn'));
  const unknown = results.filter(isAt('unknown'));
  const well = [...new Set(results.filter(isAt('ok')).map(({ check }) => check))];
  const raw = failed.flatMap((result) => result.raw ?? []);
  return [
    { kind: 'header', text: headline(quoted(cluster), failed.length, warned.length, unknown.length) },
    ...[failed, warned, unknown, results.filter(isAt('note'))].flatMap((some) => section(some)),
    ...(raw.length === 0 ? [] : rawParts(raw, 20)),
    {
      kind: 'context',
      text:
        (well.length === 0 ? '' : `${signs.ok} ${listing(well, 600)}. `) +
        inLanguage({
          en: `Looked at in ${formatDuration(ms)}; nothing was changed.`,
          zh: `检查用时 ${formatDuration(ms)}；没有改动任何东西。`,
        }),
    },
  ];
}

const section = (results: readonly CheckResult[]): readonly Part[] =>
  results.length === 0 ? [] : [{ kind: 'section', text: listing(results.map(line), 2_900, '\n') }];

function line({ level, check, what, remedy }: CheckResult): string {
  const todo = remedy === undefined ? '' : `\n      → ${cut(sentenceOf(remedy), 500)}`;
  return `${signs[level]} *${check}*: ${cut(sentenceOf(what), 700)}${todo}`;
}

function headline(cluster: string, failed: number, warned: number, unknown: number): string {
  const some = (many: number, words: { readonly en: string; readonly zh: string }): readonly string[] =>
    many === 0 ? [] : [inLanguage(words)];
  const verdict = inLanguage({
    en: failed === 0 ? 'everything works' : `${count(failed, "thing doesn't", "things don't")} work`,
    zh: failed === 0 ? '一切正常' : `有 ${failed} 项不正常`,
  });
  const also = [
    ...some(warned, { en: `${warned} worth a look before a roll`, zh: `${warned} 项值得在滚动前看一看` }),
    ...some(unknown, { en: `${unknown} could not be told`, zh: `${unknown} 项无从得知` }),
  ];
  return inLanguage({
    en: `Check of ${cluster}: ${[verdict, ...also].join(', ')}`,
    zh: `检查 ${cluster}：${[verdict, ...also].join('，')}`,
  });
}
