import type { Plan } from '../roll/plan.js';
import type { Run } from '../roll/run.js';

/** Why a request leads to no run. */
export function nothingToRoll({ cluster, skipped }: Plan): string {
  if (skipped.length === 0) return `there is nothing to roll in ${cluster}`;
  return `there is nothing to roll in ${cluster}: ${skipped
    .slice(0, 10)
    .map(({ address, why }) => `${address} ${why}`)
    .join('; ')}`;
}

/** A run whose cluster nobody has told the bot of any more. */
export function endedWithoutCluster(run: Run, now: number): Run {
  const { id, cluster, options, plan, requestedBy, requestedAt, channel, votes, log } = run;
  const common = { id, cluster, options, plan, requestedBy, requestedAt, channel, votes, log, updatedAt: now };
  if (!('progress' in run)) return { ...common, status: 'expired', endedAt: now };
  return {
    ...common,
    status: 'failed',
    progress: run.progress,
    endedAt: now,
    why: 'the cluster is no longer in the configuration; its settings were not put back',
  };
}
