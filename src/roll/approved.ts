import { without, withoutState, type ActiveRun } from './active.js';
import type { RunIn } from './run.js';

/** Nothing has been changed yet: plan and gates are checked once more, all of them. */
export const untouched = (run: ActiveRun): boolean => run.progress.phase.kind === 'enter-maintenance' && run.progress.saved === undefined;

export function toApproved(run: ActiveRun, now: number): RunIn<'approved'> {
  return { ...withoutState(without(run, 'wish', 'waiting', 'unreadable')), status: 'approved', since: now };
}
