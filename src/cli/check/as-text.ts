import { formatDuration } from '../../lib/duration.js';
import { isAt, type CheckLevel, type CheckResult } from '../../roll/checks/result.js';
import { words } from '../../words/words.js';
import { plain } from '../terminal.js';
import type { CheckReport, CheckSection } from './report.js';

const marks = { ok: '✓', note: '·', unknown: '?', warn: '!', fail: '✗' } as const satisfies Readonly<
  Record<CheckLevel, string>
>;

/** The report for a terminal, line by line; under what is to be mended stands how. */
export function asText({ sections }: CheckReport): readonly string[] {
  return [...sections.flatMap(ofSection), conclusion(sections.flatMap(({ results }) => results))];
}

const ofSection = ({ title, results, ms }: CheckSection): readonly string[] => [
  ms === undefined ? title : `${title} (${formatDuration(ms)})`,
  ...results.flatMap(ofResult),
];

const ofResult = ({ level, what, remedy, raw = [] }: CheckResult): readonly string[] => [
  `  ${marks[level]} ${plain(words(what))}`,
  ...raw.map((line) => `      ${plain(line)}`),
  ...(remedy === undefined ? [] : [`    → ${plain(words(remedy))}`]),
];

function conclusion(results: readonly CheckResult[]): string {
  const failed = results.filter(isAt('fail')).length;
  const warned = results.filter(isAt('warn')).length;
  const unknown = results.filter(isAt('unknown')).length;
  const also = [
    ...(warned === 0 ? [] : [`${warned} marked ! ${warned === 1 ? 'is' : 'are'} worth a look before a roll`]),
    ...(unknown === 0 ? [] : [`${unknown} marked ? could not be told`]),
  ];
  const verdict =
    failed > 0
      ? `${failed === 1 ? "1 thing doesn't" : `${failed} things don't`} work.`
      : unknown > 0
        ? 'Nothing is known to be wrong.'
        : 'Everything works.';
  return also.length === 0 ? verdict : `${verdict} ${also.join('; ')}.`;
}
