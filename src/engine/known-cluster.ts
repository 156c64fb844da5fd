import { SharedAnswer } from '../lib/shared-answer.js';
import { ok, type Result } from '../lib/result.js';
import { alwaysOpen } from '../roll/calendar.js';
import type { Input } from '../roll/decision.js';
import type { AdminFailure, Observation } from '../roll/observation.js';
import type { RollOptions } from '../roll/options.js';
import type { Run } from '../roll/run.js';
import type { ClusterCheck } from '../roll/checks/result.js';
import { checkCluster } from './check-cluster.js';
import { ClusterRecords } from './cluster-records.js';
import type { ClusterAccess, EngineDeps } from './deps.js';
import type { ClusterCard } from './run-service.js';
import { HealthWatch } from './health-watch.js';
import { ClusterLocks } from './cluster-locks.js';
import { readForPlan } from './plan-roll.js';

/** Whoever asks for a plan within this time of another one gets it from the same reading; a run looks for itself. */
const planReadingMs = 2_000;

/** The same for a check, which asks much more. */
const checkMs = 5_000;

/**
 * For people, of all clusters together: a look by shell is a process on the bot's machine. Runs do not wait behind
 * these.
 */
export const looksAtOnce = 8;

/** Everything that is kept of a cluster while the bot lives. */
export interface KnownCluster extends ClusterAccess {
  readonly clusterRecords: ClusterRecords;
  readonly lock: ClusterLocks;
  readonly health: HealthWatch;
  readonly forPlans: SharedAnswer<Result<Observation, AdminFailure>>;
  readonly forChecks: SharedAnswer<ClusterCheck>;
  /** Not shared: nobody else asks for the same flag. */
  readonly forPlan: (options: RollOptions) => Promise<Result<Observation, AdminFailure>>;
}

interface Surroundings {
  /** For people; runs do not wait behind these. */
  readonly looks: <Value>(work: () => Promise<Value>) => Promise<Value>;
  /** A signal of its own for each question, so that many at once do not pile their listeners on one. */
  readonly untilStopped: () => AbortSignal;
  /** Tells the run that is under way there, if there is one. @returns it */
  readonly tellRun: (input: Input) => Run | undefined;
}

export function knownCluster(
  access: ClusterAccess,
  deps: EngineDeps,
  { looks, untilStopped, tellRun }: Surroundings,
): KnownCluster {
  const { cluster } = access.policy;
  const clusterRecords = new ClusterRecords(cluster, deps.store.runs);
  const lock = new ClusterLocks(cluster, clusterRecords, deps, tellRun);
  const health = new HealthWatch(
    access,
    deps,
    { limited: looks, signal: untilStopped },
    () => clusterRecords.record().maintenance !== undefined,
  );
  const forPlan = (options?: RollOptions): ReturnType<typeof readForPlan> =>
    looks(() => readForPlan(access, untilStopped(), options));
  const forPlans = new SharedAnswer(
    () => forPlan(),
    planReadingMs,
    deps.clock,
    ({ ok }) => ok,
  );
  const { way = 'the bot', parts = [] } = access.checks ?? {};
  const forChecks = new SharedAnswer(
    () =>
      looks(() =>
        checkCluster({ ...access, way, parts }, ok(clusterRecords.record()), { ...deps, signal: untilStopped() }),
      ),
    checkMs,
    deps.clock,
  );
  return { ...access, clusterRecords, lock, health, forPlans, forChecks, forPlan };
}

export const cardOf = ({ policy, channel, clusterRecords, calendar }: KnownCluster, now: number): ClusterCard => ({
  cluster: policy.cluster,
  channel,
  approvals: policy.approvals,
  lock: clusterRecords.record().lock,
  calendar: calendar?.(now) ?? alwaysOpen,
});
