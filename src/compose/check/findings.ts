import type { Finding } from '../../lib/finding.js';
import { foreign } from '../../roll/message.js';
import { resultsOf, type CheckLevel, type CheckName, type CheckResult } from '../../roll/checks/result.js';

const levels = { works: 'ok', fails: 'fail', note: 'note' } as const satisfies Readonly<
  Record<Finding['kind'], CheckLevel>
>;

/** What a driver, or another way to look at something, says in its own words. */
export const ofFindings = (check: CheckName, findings: readonly Finding[]): readonly CheckResult[] =>
  findings.map(({ kind, text }) => resultsOf(check)(levels[kind], foreign(text)));
