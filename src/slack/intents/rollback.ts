import type { RunService } from '../../engine/run-service.js';
import { fail, ok, type Result } from '../../lib/result.js';
import type { UserId } from '../../roll/ids.js';
import type { EarlierRunTerms } from '../../roll/options.js';
import { rollbackOf } from '../../roll/rollback.js';
import type { Run } from '../../roll/run.js';
import type { RollRequestText } from '../parse/roll-options.js';
import { capital, sentence, sentenceOf } from '../text.js';
import { mostLookedAt } from './earlier-run.js';

/** What is asked for, or why it cannot be, as a sentence that is safe to show. */
export function rollbackRequest(run: Run, given: EarlierRunTerms = {}): Result<RollRequestText, string> {
  const asked = rollbackOf(run);
  return asked.kind === 'possible'
    ? ok({ cluster: run.cluster, options: { ...asked.options, ...given } })
    : fail(sentence(capital(sentenceOf(asked.why))));
}

/** Whether somebody has asked for the rollback of this run already, whatever came of it. */
export async function isAskedFor(runService: RunService, { id, cluster }: Run): Promise<boolean> {
  if (runService.runs().some(({ options }) => options.rollsBack?.run === id)) return true;
  return (await runService.history({ cluster, limit: mostLookedAt })).some(({ rollsBack }) => rollsBack === id);
}

/** Who pressed Roll back while the run stood, once it has ended for that; undefined: nobody did. */
export const rollsBackFor = (run: Run): UserId | undefined =>
  run.status === 'aborted' ? run.progress.stopRequest?.rollsBackFor : undefined;

/** What they asked of it besides. */
export const termsOf = (run: Run): EarlierRunTerms | undefined =>
  run.status === 'aborted' ? run.progress.stopRequest?.terms : undefined;
