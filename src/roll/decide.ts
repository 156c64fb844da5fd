import { assertNever } from '../lib/assert-never.js';
import {
  changeTarget,
  commandAtWork,
  currentTarget,
  held,
  inPhase,
  inStep,
  isActive,
  log,
  progressed,
  sameStep,
  isHeldOrPaused,
  without,
  type ActiveRun,
} from './active.js';
import { toRolling } from './approved.js';
import { withWatched } from './availability/with-watched.js';
import { unseenByHand } from './by-hand.js';
import { decideApproved } from './decide-approved.js';
import { decideHookEnded } from './decide-hook-ended.js';
import { decideIntent } from './decide-intent.js';
import { decideObserved } from './decide-active.js';
import { decideRecovered, decideRecoveredBeforeStart } from './decide-recovered.js';
import { decideTrouble } from './decide-trouble.js';
import { forgetProposals } from './new-leader.js';
import type { Context, Decision, Input } from './decision.js';
import { forgetHoldStatus } from './refresh-hold.js';
import { nextLook } from './next-look.js';
import { howItEnded } from './how-it-ended.js';
import type { Message } from './message.js';
import type { AdminFailure } from './observation.js';
import { reopened } from './outside-window.js';
import { finish, toLeaving } from './transitions.js';
import { hasEnded, type Run, type RunIn } from './run.js';
import { makeHold } from './steps/holds.js';
import { afterCommand, processStep } from './steps/process.js';
import { clampToNow } from './blind-time.js';
import { awaitingNext, decideWaiting } from './votes.js';
import { isReadingOverdue } from './patience.js';

/**
 * The whole product in one function: a run and what it is told make the run as it is next, and what is to be done.
 * Pure: no clock, no chance, nothing thrown. Whoever calls it saves the run before doing what comes next.
 */
export function decide(run: Run, input: Input, given: Context): Decision {
  const context = withTimingOf(run, given);
  const chosen = choose(run.updatedAt > context.now ? counted(run, context.now) : run, input, context);
  const watched = input.kind === 'observed' ? input.watched : undefined;
  const decision = { ...chosen, run: withWatched(run, chosen.run, watched, context.now) };
  return decision.run === run ? decision : { ...decision, run: { ...decision.run, updatedAt: context.now } };
}

/** People may give the servers of one run more time, or less, than those of the cluster have. */
function withTimingOf({ options: { startTimeoutMs } }: Run, context: Context): Context {
  if (startTimeoutMs === undefined) return context;
  const { policy } = context;
  return { ...context, policy: { ...policy, timing: { ...policy.timing, start: startTimeoutMs } } };
}

/** The clock was set back since the last decision. */
function counted(run: Run, now: number): Run {
  if (run.status === 'approved') return { ...run, since: Math.min(run.since, now) };
  return isActive(run) ? clampToNow(run, now) : run;
}

function choose(run: Run, input: Input, context: Context): Decision {
  if (input.kind === 'intent') return decideIntent(run, input.intent, context);
  if (hasEnded(run)) return { run, next: { kind: 'end' } };
  if (input.kind === 'broken' || input.kind === 'saved-again') return decideTrouble(run, input, context);
  if (input.kind === 'lock-changed') return decideLockChanged(run, input, context);
  if (input.kind === 'remark') return decideRemark(run, input, context);
  if (run.status === 'awaiting-approval') return decideWaiting(run, context);
  if (run.status === 'approved') return decideBeforeStart(run, input, context);
  switch (input.kind) {
    case 'observed':
      return (run.status === 'paused' ? reopened(run, context) : undefined) ?? decideObserved(run, input, context);
    case 'unobserved':
      return decideUnobserved(run, input.failure, context);
    case 'performed':
      return decidePerformed(run, input, context);
    case 'command-finished':
      return decideCommandFinished(run, input, context);
    case 'recovered':
      return decideRecovered(run, input.awayMs, context);
    case 'time':
      return { run, next: nextLook(run, context, 0) };
    default:
      return assertNever(input);
  }
}

function decideBeforeStart(
  run: RunIn<'approved'>,
  input: Exclude<Input, { kind: 'intent' | 'remark' | 'lock-changed' | 'broken' | 'saved-again' }>,
  context: Context,
): Decision {
  if (input.kind === 'observed') return decideApproved(run, input, context);
  if (input.kind === 'recovered') return decideRecoveredBeforeStart(run, input.awayMs, context);
  if (input.kind !== 'unobserved') return { run, next: nextLook(run, context, 0) };
  const { run: next } = decideUnobserved(toRolling(run), input.failure, context);
  // Still unreadable, and not yet for long: nothing has begun.
  const decided: Run = next.status === 'rolling' ? { ...run, progress: next.progress } : next;
  return { run: decided, next: nextLook(decided, context) };
}

/**
 * The gate is asked before a run begins, and not again: whoever locks a cluster in the middle of a run learns that it
 * goes on.
 */
function decideLockChanged(
  run: Exclude<Run, { endedAt: number }>,
  { by, lock }: Extract<Input, { kind: 'lock-changed' }>,
  context: Context,
): Decision {
  const told = log(
    run,
    context.now,
    lock === undefined ? { kind: 'unlocked', by } : { kind: 'locked', by, reason: lock.reason },
  );
  return {
    run: told,
    next: told.status === 'awaiting-approval' ? awaitingNext(told, context) : nextLook(told, context),
  };
}

function decideRemark(
  run: Exclude<Run, { endedAt: number }>,
  { message }: Extract<Input, { kind: 'remark' }>,
  context: Context,
): Decision {
  const told = log(run, context.now, { kind: 'note', message });
  return {
    run: told,
    next: told.status === 'awaiting-approval' ? awaitingNext(told, context) : nextLook(told, context),
  };
}

const isRestored = ({ progress: { phase, saved, restored } }: ActiveRun): boolean =>
  phase.kind === 'leave-maintenance' && (restored || saved === undefined);

function decideUnobserved(run: ActiveRun, failure: AdminFailure, context: Context): Decision {
  const { now } = context;
  const since = run.progress.unreadable?.since ?? now;
  const unreadable = progressed(unseenByHand(forgetHoldStatus(run)), {
    unreadable: { since, message: failure.message, raw: failure.raw },
  });
  // What stands already stays as it is: held, a paused run would roll on at a retry, or not go on when its window
  // opens.
  if (!isReadingOverdue(since, failure, context) || isHeldOrPaused(run))
    return { run: unreadable, next: nextLook(unreadable, context) };
  // Nothing is left to do but to say what the cluster is like, and that cannot be known.
  if (isRestored(run))
    return { run: finish(unreadable, now, { kind: 'unread', why: failure.message }), next: { kind: 'end' } };
  const hold = makeHold(
    unreadable,
    'unreadable',
    { code: 'unreadable', ms: now - since, why: failure.message },
    { raw: failure.raw, retry: { code: 'does-read-again' } },
  );
  const stopped = held(unreadable, now, hold);
  return { run: stopped, next: nextLook(stopped, context) };
}

function decidePerformed(
  run: ActiveRun,
  { result }: Extract<Input, { kind: 'performed' }>,
  context: Context,
): Decision {
  const { now, policy } = context;
  const { pending, phase, correcting } = run.progress;
  const known = without(run, 'pending');
  const look = (next: ActiveRun, afterMs = 0): Decision => ({ run: next, next: nextLook(next, context, afterMs) });
  if (pending === undefined) return look(known);
  const step = phase.kind === 'target' ? phase.step : undefined;

  if (pending.act.kind === 'flush-log' && step?.kind === 'flush-log') {
    const told = result.ok
      ? known
      : log(known, now, {
          kind: 'note',
          message: { code: 'flush-failed', node: pending.act.node, why: result.failure.message },
        });
    return look(inStep(told, now, { kind: 'last-look', since: now }));
  }
  if (!result.ok) {
    const remembered =
      correcting === undefined
        ? known
        : progressed(known, { correcting: { ...correcting, message: result.failure.message } });
    const { kind } = result.failure;
    // Surely not registered: propose again at the next look. A timeout may have been: wait for its tick.
    const forgotten = kind === 'not-leader' || kind === 'unreachable' ? forgetProposals(remembered) : remembered;
    return look(forgotten, policy.timing.pollInterval);
  }
  if ((step?.kind === 'move-primaries' || step?.kind === 'downgrade-secondaries') && step.proposedAt !== undefined) {
    // Something is pending for some of them already: try those again after one tick rather than two.
    const next =
      result.value.refused.length > 0 ? sameStep(known, { ...step, proposedAt: now - policy.timing.metaTick }) : known;
    return look(next, policy.timing.pollInterval);
  }
  if (phase.kind === 'restore-leadership' && phase.proposedAt !== undefined) {
    const next =
      result.value.refused.length > 0 ? inPhase(known, { ...phase, proposedAt: now - policy.timing.metaTick }) : known;
    return look(next, policy.timing.pollInterval);
  }
  if (step?.kind === 'drain' && step.proposedAt !== undefined) {
    const [first] = result.value.refused;
    const next =
      first === undefined
        ? known
        : sameStep(known, { ...step, proposedAt: now - policy.timing.metaTick, refused: first.answer });
    return look(next, policy.timing.pollInterval);
  }
  return look(known);
}

function decideCommandFinished(
  run: ActiveRun,
  { id, result }: Extract<Input, { kind: 'command-finished' }>,
  context: Context,
): Decision {
  const { now } = context;
  const { phase } = run.progress;
  const ended = commandAtWork(run)?.command;
  if (phase.kind !== 'target' || ended?.id !== id) return { run, next: nextLook(run, context, 0) };
  if (phase.step.kind !== 'process') return decideHookEnded(run, ended, result, context);
  const { command: _ended, ...step } = phase.step;
  if (result.kind === 'succeeded') {
    const next = afterCommand(
      result.tail.length === 0 ? run : changeTarget(run, phase.target, { printed: result.tail }),
      now,
    );
    const process = processStep(next, now);
    if (process?.kind === 'begin') return { run: process.run, next: { kind: 'command', command: process.command } };
    const done = process?.kind === 'all-done' ? process.run : next;
    return { run: done, next: nextLook(done, context, 0) };
  }

  const { verb, address } = ended;
  const what: Message = { code: 'command-ended', verb, node: address, how: howItEnded(result) };
  const told = { kind: 'note', message: what, raw: result.tail } as const;
  const failed = sameStep(run, step);
  if (run.status === 'held') {
    // Held already, for something worse: do not run it again by oneself; the next answer of people looks first.
    const kind = currentTarget(failed)?.processDown === true ? 'await-return' : 'last-look';
    const noted = inStep(log(failed, now, told), now, { kind, since: now });
    return { run: noted, next: nextLook(noted, context, 0) };
  }
  const hold = makeHold(failed, 'command-failed', what, {
    nodes: [address],
    raw: result.tail,
    retry:
      currentTarget(failed)?.processDown === true
        ? { code: 'does-check-and-run-rest' }
        : { code: 'does-begin-running-anew' },
  });
  const next = run.status === 'aborting' ? toLeaving(log(failed, now, told), now) : held(failed, now, hold);
  return { run: next, next: nextLook(next, context, 0) };
}
