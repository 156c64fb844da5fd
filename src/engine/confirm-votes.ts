import type { RunId } from '../roll/ids.js';
import type { EngineDeps } from './deps.js';

/** A Slack that does not answer within this does not keep an approved run from beginning: its votes came in signed. */
const confirmMs = 5_000;

/** Asks Slack whether the votes of a run still stand. Resolves without an answer when that takes too long. */
export async function confirmVotesInTime(
  run: RunId,
  { confirmVotes, clock }: Pick<EngineDeps, 'confirmVotes' | 'clock'>,
  stopped: AbortSignal,
): Promise<void> {
  const answered = new AbortController();
  await Promise.race([confirmVotes(run), clock.sleep(confirmMs, AbortSignal.any([stopped, answered.signal]))]);
  answered.abort('answered');
}
