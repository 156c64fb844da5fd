import type { ActiveRun } from './active.js';

/**
 * What the cluster has now of the settings that a run makes: none, all, or all but some.
 * `own-delay`: the assign delay is the cluster's own, while the run stands and a server is dead, or before it is set.
 * `repairs`: with a second failure add_secondary is the cluster's own, too.
 */
export type SettingsInForce = 'none' | 'all' | 'own-delay' | 'repairs';

/** As the last reading has it: what was set since then is not known to be in force. */
export function settingsInForce(run: ActiveRun): SettingsInForce {
  const { saved, restored, lastRead } = run.progress;
  if (saved === undefined || restored) return 'none';
  if (run.status === 'held' && run.hold.reason === 'second-failure') return 'repairs';
  return run.options.mode === 'ha' && lastRead?.assignDelayMs === saved.assignDelayMs ? 'own-delay' : 'all';
}
