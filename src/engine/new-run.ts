import type { Random } from '../lib/random.js';
import { runId, type ClusterName, type RunId } from '../roll/ids.js';
import type { Plan } from '../roll/plan.js';
import type { ClusterPolicy } from '../roll/policy.js';
import type { RunIn } from '../roll/run.js';
import type { EngineDeps } from './deps.js';
import type { Refusal, RollRequest } from './run-service.js';
import { unwritten } from './unwritten.js';

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

/** Writes down a new run, and who asked for it. @returns why that did not come about, for the person */
export async function saveNewRun(
  run: RunIn<'awaiting-approval'>,
  { store, log }: Pick<EngineDeps, 'store' | 'log'>,
): Promise<Refusal | undefined> {
  const { id, cluster, options, plan, requestedBy: by, requestedAt: at } = run;
  const detail = { kind: 'roll', options, plan: plan.id };
  try {
    await store.runs.commit({ run, audit: [{ at, cluster, run: id, what: 'intent', by, detail }] });
    return undefined;
  } catch (error) {
    log.error({ cluster, err: error }, 'a new run could not be saved');
    return { message: unwritten(error, { newRun: true }) };
  }
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
