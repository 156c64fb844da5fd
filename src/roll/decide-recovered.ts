import { log, paused, without, type ActiveRun } from './active.js';
import { toRolling } from './approved.js';
import { excludeBlindTime, laterBy } from './blind-time.js';
import { unseenByHand } from './by-hand.js';
import type { Context, Decision } from './decision.js';
import type { Message } from './message.js';
import { patientAnew } from './min-live.js';
import { forgetProposals } from './new-leader.js';
import { nextLook } from './next-look.js';
import { forgetHoldStatus } from './refresh-hold.js';
import type { RunIn } from './run.js';
import { unlessBegun } from './steps/not-begun.js';
import { pausing, stopHere } from './transitions.js';

/** Who makes a run pause after the bot was away; undefined when it goes on by itself. */
function pausesFor(awayMs: number, { policy }: Context): Message | undefined {
  if (awayMs > policy.timing.maxAway) return { code: 'bot-was-away', ms: awayMs };
  return policy.onRestart === 'pause' ? { code: 'bot-was-restarted' } : undefined;
}

/** Nothing has begun: what was approved long ago does not begin when nobody expects it any more. */
export function decideRecoveredBeforeStart(run: RunIn<'approved'>, awayMs: number, context: Context): Decision {
  const { now } = context;
  const by = pausesFor(awayMs, context);
  // Gates that nobody looked at have not blocked all that time.
  const since = laterBy(now - awayMs, now)(run.since);
  if (by === undefined) return { run: { ...run, since }, next: nextLook(run, context, 0) };
  const next = paused(
    log(toRolling(without(run, 'unreadable')), now, { kind: 'bot-restarted', awayMs, comesBack: 'paused' }),
    now,
    { code: 'paused-by-before-start', by },
  );
  return { run: next, next: nextLook(next, context, 0) };
}

/** The run goes on from what it will observe; what it was about to do may or may not have happened. */
export function decideRecovered(run: ActiveRun, awayMs: number, context: Context): Decision {
  const { now, policy } = context;
  const by = pausesFor(awayMs, context);
  // Nobody has waited for anything while the bot was away.
  const waited = excludeBlindTime(run, run.progress.unreadable?.since ?? now - awayMs, now);
  // What the gates of a server have shown before that is old.
  const patient = unlessBegun(waited, now);
  const { phase } = patient.progress;
  const forgotten = phase.kind === 'target' ? forgetProposals(patient) : patientAnew(forgetProposals(patient));
  const known = unseenByHand(without(forgetHoldStatus(forgotten), 'pending', 'unreadable', 'correcting'));
  // What cannot be paused by people is not paused by the bot: every server is done then.
  const isPausable = phase.kind === 'enter-maintenance' || phase.kind === 'target';
  const pauses = run.status === 'rolling' && isPausable && by !== undefined;
  const told = log(known, now, {
    kind: 'bot-restarted',
    awayMs,
    comesBack: pauses || run.status === 'paused' ? 'paused' : 'going-on',
  });
  // Nor does one go on by itself that stands outside its window.
  const waits =
    told.status === 'paused' && told.window !== undefined && policy.whenWindowOpens === 'continue' && by !== undefined;
  const next = pauses
    ? pausing(told, now, by)
    : waits
      ? paused(told, now, { code: 'waits-for-resume', because: by })
      : told;
  const settled = next.status === 'pausing' && phase.kind === 'enter-maintenance' ? stopHere(next, now) : next;
  return { run: settled, next: nextLook(settled, context, 0) };
}
