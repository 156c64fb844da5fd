import type { ActiveRun } from './active.js';
import { isUneven, leadershipOf, tableCount } from './leadership.js';
import type { Observation } from './observation.js';
import { givesLeadershipBack } from './options.js';
import { recordLeaders, type RecordedLeaders } from './recorded-leaders.js';
import type { Run } from './run.js';

/**
 * Whom a run that begins gives leadership back to at its end. A rollback or a continuation finds it as the earlier run
 * has left it: that run's record stands, unless the meta or people have made it even meanwhile.
 */
export function leadersToRestore(
  { options, plan }: Pick<ActiveRun, 'options' | 'plan'>,
  seen: Observation,
): { readonly leaders?: RecordedLeaders } {
  if (!givesLeadershipBack(options) || !plan.targets.some(({ role }) => role === 'replica')) return {};
  const earlier = (options.continues ?? options.rollsBack)?.leaders;
  const stands = earlier !== undefined && isUneven(leadershipOf(seen), tableCount(seen));
  return { leaders: stands ? earlier : recordLeaders(seen) };
}

/** What a run that follows an earlier one is given of it. */
export const leadersOf = (run: Run): { readonly leaders?: RecordedLeaders } =>
  'progress' in run && run.progress.leaders !== undefined ? { leaders: run.progress.leaders } : {};
