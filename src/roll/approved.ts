import { without, withoutState, type ActiveRun } from './active.js';
import type { Run, RunIn } from './run.js';

/** Nothing has been changed yet: plan and gates are checked once more, all of them. */
export const untouched = (run: ActiveRun): boolean =>
  run.progress.phase.kind === 'enter-maintenance' && run.progress.saved === undefined;

export function toApproved(run: ActiveRun, now: number): RunIn<'approved'> {
  return { ...withoutState(without(run, 'stopRequest', 'waiting', 'unreadable')), status: 'approved', since: now };
}

/** The approved run as one that is at work, with nothing touched yet. */
export const toRolling = ({ since: _since, ...run }: RunIn<'approved'>): RunIn<'rolling'> => ({
  ...run,
  status: 'rolling',
});

/** It was approved and stands, with nothing touched yet: an approval can still be taken back. */
export const notBegun = (run: Run): run is RunIn<'approved' | 'paused' | 'held'> =>
  run.status === 'approved' || ((run.status === 'paused' || run.status === 'held') && untouched(run));
