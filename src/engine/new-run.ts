import type { Random } from '../lib/random.js';
import { runId, type ClusterName, type RunId } from '../roll/ids.js';
import type { Plan } from '../roll/plan.js';
import type { ClusterPolicy } from '../roll/policy.js';
import type { RunIn } from '../roll/run.js';
import type { RollRequest } from './run-service.js';

/** A run as it is when somebody has asked for it: planned, and without a vote. */
export function newRun(
  id: RunId,
  plan: Plan,
  { cluster, options, by, channel }: RollRequest,
  { approvals }: ClusterPolicy,
  now: number,
): RunIn<'awaiting-approval'> {
  return {
    id,
    cluster,
    options,
    plan,
    requestedBy: by,
    requestedAt: now,
    channel,
    votes: [],
    log: [],
    updatedAt: now,
    status: 'awaiting-approval',
    expiresAt: now + approvals.expiresAfterMs,
  };
}

/** An id that no run has. */
export async function freeRunId(
  cluster: ClusterName,
  random: Random,
  isTaken: (id: RunId) => Promise<boolean>,
): Promise<RunId> {
  for (;;) {
    const suffix = Math.floor(random.next() * 36 ** 4)
      .toString(36)
      .padStart(4, '0');
    const id = runId(`${cluster}-${suffix}`);
    if (!(await isTaken(id))) return id;
  }
}
