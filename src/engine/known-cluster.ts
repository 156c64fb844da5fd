import { SharedAnswer } from '../lib/shared-answer.js';
import type { Result } from '../lib/result.js';
import { alwaysOpen } from '../roll/calendar.js';
import type { Input } from '../roll/decision.js';
import type { AdminFailure, Observation } from '../roll/observation.js';
import type { Run } from '../roll/run.js';
import { ClusterKeeper } from './cluster-keeper.js';
import type { ClusterAccess, EngineDeps } from './deps.js';
import type { ClusterCard } from './desk.js';
import { HealthWatch } from './health-watch.js';
import { Padlock } from './padlock.js';
import { readForPlan } from './plan-roll.js';

/** Whoever asks for a plan within this time of another one gets it from the same reading; a run looks for itself. */
const planReadingMs = 2_000;

/** Everything that is kept of a cluster while the bot lives. */
export interface KnownCluster extends ClusterAccess {
  readonly keeper: ClusterKeeper;
  readonly lock: Padlock;
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
  const keeper = new ClusterKeeper(cluster, deps.store);
  const lock = new Padlock(cluster, keeper, deps, tellRun);
  const health = new HealthWatch(
    access,
    deps,
    { limited: looks, signal: untilStopped },
    () => keeper.record().maintenance !== undefined,
  );
  const forPlans = new SharedAnswer(
    () => looks(() => readForPlan(access.admin, untilStopped())),
    planReadingMs,
    deps.clock,
    ({ ok }) => ok,
  );
  return { ...access, keeper, lock, health, forPlans };
}

export const cardOf = ({ policy, channel, keeper, calendar }: KnownCluster, now: number): ClusterCard => ({
  cluster: policy.cluster,
  channel,
  approvals: policy.approvals,
  lock: keeper.record().lock,
  calendar: calendar?.(now) ?? alwaysOpen,
});
