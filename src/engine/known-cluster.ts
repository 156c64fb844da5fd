import { SharedAnswer } from '../lib/shared-answer.js';
import type { Result } from '../lib/result.js';
import { alwaysOpen } from '../roll/calendar.js';
import type { Input } from '../roll/decision.js';
import type { AdminFailure, Observation } from '../roll/observation.js';
import type { Run } from '../roll/run.js';
import { ClusterRecords } from './cluster-records.js';
import type { ClusterAccess, EngineDeps } from './deps.js';
import type { ClusterCard } from './run-service.js';
import { HealthWatch } from './health-watch.js';
import { ClusterLocks } from './cluster-locks.js';
import { readForPlan } from './plan-roll.js';

/** Whoever asks for a plan within this time of another one gets it from the same reading; a run looks for itself. */
const planReadingMs = 2_000;

/** Everything that is kept of a cluster while the bot lives. */
export interface KnownCluster extends ClusterAccess {
  readonly clusterRecords: ClusterRecords;
  readonly lock: ClusterLocks;
  readonly health: HealthWatch;
  readonly forPlans: SharedAnswer<Result<Observation, AdminFailure>>;
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
  const forPlans = new SharedAnswer(
    () => looks(() => readForPlan(access.admin, untilStopped())),
    planReadingMs,
    deps.clock,
    ({ ok }) => ok,
  );
  return { ...access, clusterRecords, lock, health, forPlans };
}

export const cardOf = ({ policy, channel, clusterRecords, calendar }: KnownCluster, now: number): ClusterCard => ({
  cluster: policy.cluster,
  channel,
  approvals: policy.approvals,
  lock: clusterRecords.record().lock,
  calendar: calendar?.(now) ?? alwaysOpen,
});
