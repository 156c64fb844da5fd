import { fail, ok, type Result } from '../lib/result.js';
import { alwaysOpen } from '../roll/calendar.js';
import type { GateName } from '../roll/gates/verdict.js';
import { makePlan, planLook, unknownTargets } from '../roll/make-plan.js';
import { foreign } from '../roll/message.js';
import type { AdminFailure, Observation } from '../roll/observation.js';
import type { RollOptions } from '../roll/options.js';
import type { Plan } from '../roll/plan.js';
import type { ClusterPolicy } from '../roll/policy.js';
import type { ClusterRecord } from '../store/run-store.js';
import type { ClusterAccess } from './deps.js';
import { observe } from './observe.js';
import type { Refusal } from './run-service.js';

/** What only the bot's own record of a cluster tells. */
export const gatesOfRecord: readonly GateName[] = ['lock', 'restart-budget'];

/**
 * What a plan is made of: the first reading says which servers there are, the second asks each of them what it runs.
 */
export async function readForPlan(
  access: Pick<ClusterAccess, 'admin' | 'policy' | 'processes' | 'monitors'>,
  signal: AbortSignal,
  options?: RollOptions,
): Promise<Result<Observation, AdminFailure>> {
  const first = await access.admin.observe({ processes: [], ddd: false }, signal);
  return first.ok ? observe(access, planLook(first.value, access.policy, options), signal) : first;
}

/** Makes the plan of a reading that those share who ask at the same time. */
export async function planNow(
  cluster: Pick<ClusterAccess, 'policy' | 'calendar'> & {
    readonly forPlans: { get(): ReturnType<typeof readForPlan> };
    /** A reading of its own, with what these options need besides. */
    readonly forPlan: (options: RollOptions) => ReturnType<typeof readForPlan>;
    readonly clusterRecords: { record(): ClusterRecord };
  },
  options: RollOptions,
  now: () => number,
): Promise<Result<Plan, Refusal>> {
  const read = await (options.stale === undefined ? cluster.forPlans.get() : cluster.forPlan(options));
  return planRoll(read, cluster, cluster.clusterRecords.record(), options, now());
}

/** Makes the plan of what was read, nothing else. */
export function planRoll(
  read: Result<Observation, AdminFailure>,
  { policy, calendar }: Pick<ClusterAccess, 'policy' | 'calendar'>,
  { restarts, lock }: Pick<ClusterRecord, 'restarts' | 'lock'>,
  options: RollOptions,
  now: number,
): Result<Plan, Refusal> {
  const unwilling = noInstall(policy, options);
  if (unwilling !== undefined) return fail(unwilling);
  if (!read.ok) return fail(unreadable(policy, read.failure));
  const unknown = unknownTargets(read.value, options, policy);
  if (unknown !== undefined) return fail(unknown);
  return ok(makePlan(read.value, options, { now, policy, restarts, lock, calendar: calendar?.(now) ?? alwaysOpen }));
}

/**
 * Another version can only come where something installs it: without that, the first server would come back with the
 * old one.
 */
function noInstall({ cluster, procedure }: ClusterPolicy, { version, roles }: RollOptions): Refusal | undefined {
  const without = roles.filter((role) => !procedure[role].upgrade.includes('install'));
  if (version === undefined || without.length === 0) return undefined;
  return {
    message: { code: 'no-install-command', cluster, version },
    about: 'version',
  };
}

function unreadable(
  { cluster }: ClusterPolicy,
  failure: { readonly message: string; readonly raw: readonly string[] },
): Refusal {
  return { message: { code: 'cluster-unreadable', cluster, why: foreign(failure.message) }, raw: failure.raw };
}
