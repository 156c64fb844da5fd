import { fail, ok, type Result } from '../lib/result.js';
import type { Clock } from '../lib/clock.js';
import { notBegun } from '../roll/approved.js';
import type { Input } from '../roll/decision.js';
import type { ClusterName, UserId } from '../roll/ids.js';
import type { IntentAnswer } from '../roll/intent.js';
import type { Message } from '../roll/message.js';
import type { Run } from '../roll/run.js';
import type { LockScope } from '../store/run-store.js';
import type { ClusterRecords } from './cluster-records.js';
import type { Log } from '../lib/log.js';
import type { Refusal } from './run-service.js';
import { unwritten } from './unwritten.js';

/** Tells the run that is there, if there is one. @returns that run. */
type TellRun = (input: Extract<Input, { kind: 'lock-changed' }>) => Run | undefined;

/** What people do to keep runs off a cluster, and what they are told of it. */
export class ClusterLocks {
  constructor(
    private readonly cluster: ClusterName,
    private readonly clusterRecords: ClusterRecords,
    private readonly deps: { readonly clock: Clock; readonly log: Log },
    private readonly tell: TellRun,
  ) {}

  async set(by: UserId, reason: string, scope: LockScope = 'one'): Promise<IntentAnswer> {
    const lock = { by, at: this.deps.clock.now(), reason, ...(scope === 'all' ? { withAll: true as const } : {}) };
    const locked = await this.#written(this.clusterRecords.lock(lock));
    if (!locked.ok) return { accepted: false, message: locked.failure };
    const inTheWay = locked.value;
    if (inTheWay !== undefined)
      return {
        accepted: false,
        message: {
          code: 'cluster-locked-already',
          cluster: this.cluster,
          by: inTheWay.by,
          reason: inTheWay.reason,
        },
      };
    const run = this.tell({ kind: 'lock-changed', by, lock: { reason } });
    return {
      accepted: true,
      message: {
        code: 'cluster-locked-now',
        cluster: this.cluster,
        then: run === undefined ? undefined : whatBecomesOf(run),
      },
    };
  }

  async takeAway(by: UserId, scope: LockScope = 'one'): Promise<IntentAnswer> {
    const unlocked = await this.#written(this.clusterRecords.unlock(by, this.deps.clock.now(), scope));
    if (!unlocked.ok) return { accepted: false, message: unlocked.failure };
    const taken = unlocked.value;
    if (taken === undefined) return { accepted: false, message: { code: 'cluster-not-locked', cluster: this.cluster } };
    this.tell({ kind: 'lock-changed', by, lock: undefined });
    return {
      accepted: true,
      message: {
        code: 'cluster-unlocked',
        cluster: this.cluster,
        by: taken.by === by ? undefined : taken.by,
        reason: taken.reason,
      },
    };
  }

  /** Why no run may be asked for now. */
  refusal(): Refusal | undefined {
    const { lock } = this.clusterRecords.record();
    return lock === undefined
      ? undefined
      : {
          message: { code: 'cluster-is-locked', cluster: this.cluster, by: lock.by, reason: lock.reason },
          people: [lock.by],
        };
  }

  async #written<Value>(work: Promise<Value>): Promise<Result<Value, Message>> {
    try {
      return ok(await work);
    } catch (error) {
      this.deps.log.error({ cluster: this.cluster, err: error }, 'the record of a cluster could not be saved');
      return fail(unwritten(error));
    }
  }
}

/**
 * The lock gate is asked right before a run begins, and not again. One that was stopped before it touched anything
 * begins anew.
 */
function whatBecomesOf(run: Run): Message {
  const begins = run.status === 'awaiting-approval' || notBegun(run);
  return { code: 'run-under-lock', run: run.id, status: run.status, begins };
}
