import type { Message } from '../roll/message.js';
import type { Plan } from '../roll/plan.js';
import type { Run } from '../roll/run.js';

/** Why a request leads to no run. */
export function nothingToRoll({ cluster, skipped }: Plan): Message {
  const named = skipped.slice(0, 10);
  return {
    code: 'nothing-to-roll',
    cluster,
    servers: named.map(({ address }) => address),
    whys: named.map(({ why }) => why),
  };
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
    why: { code: 'cluster-not-configured' },
  };
}
