import { checkLevels, isAt, type CheckLevel, type CheckResult } from '../../roll/checks/result.js';
import type { Message } from '../../roll/message.js';
import { words } from '../../words/words.js';
import { plainJson } from '../terminal.js';
import type { CheckReport, CheckSection } from './report.js';

/** Raised when something that a program may rely on is taken away or means something else (docs/CHECK.md). */
const formatVersion = 1;

/** The report for programs: each finding by its code and parameters, and in words. */
export function asJson({ at, sections }: CheckReport): string {
  const all = sections.flatMap(({ results }) => results);
  return plainJson({
    format: 'pegasus-roll-check',
    version: formatVersion,
    at: new Date(at).toISOString(),
    works: !all.some(isAt('fail')),
    counts: Object.fromEntries(checkLevels.map((level) => [level, all.filter(isAt(level)).length])),
    sections: sections.map(ofSection),
  });
}

const ofSection = ({ title, cluster, results, ms }: CheckSection): unknown => ({
  title,
  ...(cluster === undefined ? {} : { cluster }),
  ...(ms === undefined ? {} : { ms }),
  level: worst(results),
  results: results.map(ofResult),
});

const ofResult = ({ check, level, what, remedy, raw }: CheckResult): unknown => ({
  check,
  level,
  ...spelledOut(what),
  ...(remedy === undefined ? {} : { remedy: spelledOut(remedy) }),
  ...(raw === undefined ? {} : { raw }),
});

function spelledOut(message: Message): { readonly code: string; readonly parameters: unknown; readonly text: string } {
  const { code, ...parameters } = message;
  return { code, parameters, text: words(message) };
}

const worst = (results: readonly CheckResult[]): CheckLevel =>
  checkLevels.findLast((level) => results.some(isAt(level))) ?? 'ok';
