import { fail, ok, type Result } from '../lib/result.js';
import type { ClusterAdmin } from '../pegasus/cluster-admin.js';
import { alwaysOpen } from '../roll/calendar.js';
import { everyServer, makePlan, planLook, unknownTargets } from '../roll/make-plan.js';
import { foreign } from '../roll/message.js';
import type { AdminFailure, Observation } from '../roll/observation.js';
import type { RollOptions } from '../roll/options.js';
import type { Plan } from '../roll/plan.js';
import type { ClusterPolicy } from '../roll/policy.js';
import type { ClusterRecord } from '../store/run-store.js';
import type { ClusterAccess } from './deps.js';
import type { Refusal } from './run-service.js';

/**
 * What a plan is made of: the first reading says which servers there are, the second asks each of them what it runs.
 */
export async function readForPlan(
  admin: ClusterAdmin,
  signal: AbortSignal,
): Promise<Result<Observation, AdminFailure>> {
  const first = await admin.observe({ processes: [], ddd: false }, signal);
  return first.ok ? admin.observe(planLook(everyServer(first.value)), signal) : first;
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
