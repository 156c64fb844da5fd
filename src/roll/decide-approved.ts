import { held, log, without } from './active.js';
import { mayBegin } from './calendar.js';
import type { Context, Decision, Input } from './decision.js';
import { blocks, gatesBlock } from './gates/gates.js';
import { noteStarts } from './known-starts.js';
import { makePlan, planLook } from './make-plan.js';
import type { Message } from './message.js';
import { waiversOfPlan } from './named-waivers.js';
import { nextLook } from './next-look.js';
import { newProgress } from './new-progress.js';
import { pausedOutside } from './outside-window.js';
import type { Plan } from './plan.js';
import type { RunIn } from './run.js';
import { makeHold } from './steps/holds.js';
import { laterBy } from './blind-time.js';
import { awaitingNext } from './votes.js';
import { isBeginningOverdue } from './patience.js';

/**
 * The approval is complete: the cluster must still be the one that was planned for, and every gate must pass, before
 * anything is touched.
 */
export function decideApproved(
  approvedRun: RunIn<'approved'>,
  { observation: seen }: Extract<Input, { kind: 'observed' }>,
  context: Context,
): Decision {
  const { now } = context;
  const { unreadable } = approvedRun.progress;
  const patient =
    unreadable === undefined
      ? approvedRun
      : { ...approvedRun, since: laterBy(unreadable.since, now)(approvedRun.since) };
  const run = without(patient, 'unreadable');
  const needed = planLook(seen, context.policy, run.options);
  const unasked =
    needed.processes.some((address) => seen.processes[address] === undefined) ||
    needed.flag?.of.some((address) => seen.flags?.[address] === undefined) === true ||
    needed.replaceable?.some(({ address }) => seen.replaceable?.[address] === undefined) === true;
  if (unasked) return { run, next: { kind: 'look', look: needed, afterMs: 0 } };

  const plan = makePlan(seen, run.options, context);
  if (plan.id !== run.plan.id) {
    const asked = askAgain(run, plan, context);
    return { run: asked, next: awaitingNext(asked, context) };
  }

  const begun: RunIn<'rolling'> = { ...withoutSince(run), status: 'rolling', progress: newProgress(run.plan, now) };
  const blocking = blocks(plan.gates).filter(({ gate }) => gate !== 'window' && gate !== 'freeze');
  if (blocking.length === 0) {
    // Approved outside its window: people expect neither that it is lost nor that it begins without them.
    if (!mayBegin(context.calendar, run.options))
      return { run: pausedOutside(begun, context), next: nextLook(pausedOutside(begun, context), context) };
    const started = log(noteStarts(begun, seen, now), now, { kind: 'started' });
    return { run: started, next: nextLook(started, context, 0) };
  }
  const waited = now - run.since;
  const what = gatesBlock(blocking);
  if (!isBeginningOverdue(run.since, context) && !blocking.some(({ lasting }) => lasting)) {
    return {
      run: { ...run, progress: { ...run.progress, waiting: { what, since: run.since } } },
      next: nextLook(run, context),
    };
  }
  const hold = makeHold(
    begun,
    'gate',
    { code: 'may-not-begin', blockedMs: waited, blocking: what },
    {
      gates: blocking,
      nodes: blocking.flatMap(({ nodes }) => nodes),
      gpids: blocking.flatMap(({ gpids }) => gpids),
      retry: { code: 'does-check-again' },
    },
  );
  return { run: held(begun, now, hold), next: nextLook(held(begun, now, hold), context) };
}

/** Another plan takes the place of the approved one; nobody has approved it yet. */
function askAgain(run: RunIn<'approved'>, plan: Plan, { now, policy }: Context): RunIn<'awaiting-approval'> {
  const { progress: _progress, ...rest } = withoutSince(run);
  const asked: RunIn<'awaiting-approval'> = {
    ...rest,
    status: 'awaiting-approval',
    plan,
    votes: [],
    expiresAt: now + policy.approvals.expiresAfterMs,
  };
  return log(asked, now, {
    kind: 'replanned',
    oldPlan: run.plan.id,
    newPlan: plan.id,
    why: whatChanged(run.plan, plan),
  });
}

function whatChanged(before: Plan, after: Plan): Message {
  const list = (plan: Plan): Map<string, string> =>
    new Map(plan.targets.map(({ role, address, version }) => [`${role} ${address}`, version ?? '']));
  const leftOut = (plan: Plan): Map<string, Message> =>
    new Map(plan.skipped.map(({ role, address, why }) => [`${role} ${address}`, why]));
  const waived = (plan: Plan): string =>
    plan.waivers.map(({ table, replicaCount }) => `${table} (${replicaCount})`).join(', ');
  const named = waiversOfPlan(after);
  const old = list(before);
  const now = list(after);
  const oldOut = leftOut(before);
  const out = leftOut(after);
  const changes: readonly Message[] = [
    ...(before.drain === after.drain ? [] : [{ code: 'drain-changed' as const, fast: after.drain === 'fast' }]),
    ...(before.minLive?.from === after.minLive?.from && before.minLive?.to === after.minLive?.to
      ? []
      : [{ code: 'min-live-planned' as const, ...after.minLive }]),
    ...[...now.keys()]
      .filter((key) => !old.has(key))
      .map((key) => ({ code: 'now-to-be-rolled' as const, server: key })),
    ...[...old.keys()]
      .filter((key) => !now.has(key))
      .map((key) => ({ code: 'no-longer-to-be-rolled' as const, server: key })),
    ...[...now]
      .filter(([key, version]) => old.has(key) && old.get(key) !== version)
      .map(([key, version]) => ({
        code: 'version-changed' as const,
        server: key,
        version: version === '' ? undefined : version,
      })),
    ...[...out]
      .filter(([key]) => !oldOut.has(key) && !old.has(key))
      .map(([key, why]) => ({ code: 'there-and-left-out' as const, server: key, why })),
    ...[...oldOut.keys()]
      .filter((key) => !out.has(key) && !now.has(key))
      .map((key) => ({ code: 'not-there-any-more' as const, server: key })),
    ...(waived(before) === waived(after)
      ? []
      : [
          {
            code: 'waivers-changed' as const,
            tables: after.waivers.map(({ table }) => table),
            copies: after.waivers.map(({ replicaCount }) => replicaCount),
          },
        ]),
    ...(waiversOfPlan(before) === named ? [] : [{ code: 'named-waivers-changed' as const, names: named }]),
  ];
  return changes.length > 0 ? { code: 'clauses', of: changes.slice(0, 5) } : { code: 'order-changed' };
}

function withoutSince(run: RunIn<'approved'>): Omit<RunIn<'approved'>, 'since'> {
  const { since: _since, ...rest } = run;
  return rest;
}
