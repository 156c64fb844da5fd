import { log, paused, type ActiveRun } from './active.js';
import { closesAt, isOpen, mayBegin, whyClosed } from './calendar.js';
import { toApproved, untouched } from './approved.js';
import type { Context, Decision } from './decision.js';
import type { Message } from './message.js';
import { nextLook } from './next-look.js';
import { startOver } from './transitions.js';
import type { RunIn } from './run.js';

/** The window has closed, or a freeze has begun, before the next server: nothing is under way, and the run stands. */
export function pausedOutside(run: ActiveRun, { now, calendar, policy }: Context): RunIn<'paused'> {
  const why = whyClosed(calendar) ?? ({ code: 'outside-window' } as const);
  return {
    ...paused(run, now, { code: 'paused-outside-window', why, goesOn: policy.whenWindowOpens === 'continue' }),
    window: 'closed',
  };
}

/**
 * A run that stands because of its window, seen again. When the window is open it goes on if that is configured, and
 * calls for people if not; it calls again when the window has closed meanwhile and opens another time.
 * @returns undefined when nothing has changed
 */
export function reopened(run: RunIn<'paused'>, context: Context): Decision | undefined {
  const { now, calendar, policy } = context;
  if (run.window === undefined || isOpen(calendar) === (run.window === 'open')) return undefined;
  if (!isOpen(calendar)) {
    const closed: RunIn<'paused'> = { ...run, window: 'closed' };
    return { run: closed, next: nextLook(closed, context) };
  }
  const goesOn = policy.whenWindowOpens === 'continue';
  const closes = closesAt(calendar);
  const told = log({ ...run, window: 'open' as const }, now, {
    kind: 'window-opened',
    goesOn,
    ...(closes === undefined ? {} : { closesAt: closes }),
  });
  const next = goesOn ? resumedRun(told, now) : told;
  return { run: next, next: nextLook(next, context, goesOn ? 0 : undefined) };
}

/** Goes on where it stood; what has not been touched is planned and checked once more. */
export const resumedRun = (run: RunIn<'paused'>, now: number): ActiveRun | RunIn<'approved'> =>
  untouched(run) ? toApproved(run, now) : startOver(run, now);

/** Why a paused run may not be resumed now, and what can be done. */
export function whyNotResumed(run: RunIn<'paused'>, { calendar }: Context): Message | undefined {
  if (mayBegin(calendar, run.options)) return undefined;
  return { code: 'resume-later', why: whyClosed(calendar) ?? { code: 'outside-window' } };
}
