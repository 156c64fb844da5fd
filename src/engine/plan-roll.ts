import { fail, ok, type Result } from '../lib/result.js';
import type { Clock } from '../lib/clock.js';
import { alwaysOpen } from '../roll/calendar.js';
import { everyServer, makePlan, planLook, unknownTargets } from '../roll/make-plan.js';
import type { RollOptions } from '../roll/options.js';
import type { Plan } from '../roll/plan.js';
import type { ClusterPolicy } from '../roll/policy.js';
import type { ClusterRecord } from '../store/run-store.js';
import type { ClusterAccess } from './deps.js';
import type { Refusal } from './desk.js';

/**
 * Reads the cluster and makes the plan, nothing else. Two readings: the first says which servers there are, the second
 * asks each of them what it runs.
 */
export async function planRoll(
  { policy, admin, calendar }: Pick<ClusterAccess, 'policy' | 'admin' | 'calendar'>,
  { restarts, lock }: Pick<ClusterRecord, 'restarts' | 'lock'>,
  options: RollOptions,
  clock: Clock,
  signal: AbortSignal,
): Promise<Result<Plan, Refusal>> {
  const first = await admin.observe({ processes: [], ddd: false }, signal);
  if (!first.ok) return fail(unreadable(policy, first.failure));
  const second = await admin.observe(planLook(everyServer(first.value)), signal);
  if (!second.ok) return fail(unreadable(policy, second.failure));
  const unknown = unknownTargets(second.value, options);
  if (unknown !== undefined) return fail(unknown);
  const now = clock.now();
  return ok(makePlan(second.value, options, { now, policy, restarts, lock, calendar: calendar?.(now) ?? alwaysOpen }));
}

function unreadable({ cluster }: ClusterPolicy, failure: { readonly message: string; readonly raw: readonly string[] }): Refusal {
  return { text: `${cluster} cannot be read: ${failure.message}`, raw: failure.raw };
}
