import type { AdminFailure } from './observation.js';
import type { Timing } from './policy.js';
import type { Correcting, Countdown, Phase, Step, TargetProgress } from './progress.js';

/**
 * Where the patience of everything that is waited for ends; what follows is a hold, unless it says otherwise. Moments
 * are in milliseconds since the epoch. Time in which the run saw nothing is taken off by blind-time.ts.
 */

/** Notes whether a number that should fall has fallen. */
export function countDown(before: Countdown | undefined, left: number, now: number): Countdown {
  if (before === undefined) return { since: now, left, movedAt: now };
  return left < before.left ? { ...before, left, movedAt: now } : before;
}

/**
 * | step | patience |
 * |---|---|
 * | move-primaries, downgrade-secondaries, drain, heal, undrain | `stall`, since the number fell last |
 * | gates, close-replicas, last-look | `stall`, since the step began |
 * | settle | `settle`, since the step began |
 * | process, before, verify, after | the `timeout` of their commands |
 * | await-return | `start` or the run's `--start-timeout`, since the step began or loading got on; collector: `stall` |
 * | flush-log, soak | none: one act, and a time that people chose |
 * @returns undefined where nothing is counted yet, or nothing ends it
 */
function endOfStep(step: Step, role: TargetProgress['role'], timing: Timing): number | undefined {
  switch (step.kind) {
    case 'move-primaries':
    case 'downgrade-secondaries':
    case 'drain':
    case 'heal':
    case 'undrain':
      return step.countdown === undefined ? undefined : step.countdown.movedAt + timing.stall;
    case 'gates':
    case 'close-replicas':
    case 'last-look':
      return step.since + timing.stall;
    case 'settle':
      return step.since + timing.settle;
    case 'await-return':
      return role === 'collector'
        ? step.since + timing.stall
        : Math.max(step.since, step.loading?.movedAt ?? step.since) + timing.start;
    case 'process':
    case 'before':
    case 'verify':
    case 'after':
    case 'flush-log':
    case 'soak':
      return undefined;
  }
}

interface Moment {
  readonly now: number;
  readonly policy: { readonly timing: Timing };
}

export function isStepOverdue(step: Step, role: TargetProgress['role'], { now, policy }: Moment): boolean {
  const end = endOfStep(step, role, policy.timing);
  return end !== undefined && now >= end;
}

/** The same process runs on after its commands: a supervisor may take its time, `stall` and no longer. */
export const isRestartOverdue = ({ since }: Step, { now, policy }: Moment): boolean =>
  now - since >= policy.timing.stall;

/** A leader that has just come to lead lists servers as they report: three ticks, and `stall` at most. */
const ticksToBeListed = 3;

export const isListingOverdue = ({ unlistedSince }: TargetProgress, { now, policy }: Moment): boolean =>
  unlistedSince !== undefined &&
  now - unlistedSince >= Math.min(ticksToBeListed * policy.timing.metaTick, policy.timing.stall);

/** A setting that does not take: `stall`, since it was tried first. */
export const isSettingOverdue = ({ since }: Pick<Correcting, 'since'>, { now, policy }: Moment): boolean =>
  now - since >= policy.timing.stall;

/** What cannot be read for a moment is read again; what cannot be understood will not be understood by waiting. */
const patienceWithNonsenseMs = 10_000;

export const isNonsenseOverdue = (since: number, now: number): boolean => now - since >= patienceWithNonsenseMs;

export const isReadingOverdue = (since: number, { kind }: AdminFailure, { now, policy }: Moment): boolean =>
  now - since >=
  Math.min(policy.timing.stall, kind === 'not-understood' ? patienceWithNonsenseMs : Number.POSITIVE_INFINITY);

/**
 * A server that is back and does not say whether it has the value that was asked for: `stall`, since it was asked
 * first; where its answer is not understood as long as for a reading that is not.
 */
export const isValueOverdue = (since: number, isNonsense: boolean, { now, policy }: Moment): boolean =>
  isNonsense ? isNonsenseOverdue(since, now) : now - since >= policy.timing.stall;

/** Gates that block between the approval and the first server: `stall`, since it was approved. */
export const isBeginningOverdue = (approvedAt: number, { now, policy }: Moment): boolean =>
  now - approvedAt >= policy.timing.stall;

/** Giving leadership back: `rebalance`; `stall` where the leader does not tell how far it is. */
export const isRebalanceOverdue = (
  { since }: Extract<Phase, { kind: 'rebalance' }>,
  isTold: boolean,
  { now, policy: { timing } }: Moment,
): boolean => now - since >= (isTold ? timing.rebalance : Math.min(timing.stall, timing.rebalance));

/** Leadership that is given back as it was: the first proposals, and once more after two ticks; then it is left. */
const ticksToBeRestored = 4;

export const isRestoringOverdue = ({ movedAt }: Countdown, { now, policy }: Moment): boolean =>
  now - movedAt >= ticksToBeRestored * policy.timing.metaTick;

/** Metas that do not have their least number of live servers back: `stall`; then the run ends without, and says so. */
export const isLoweredOverdue = (since: number, { now, policy }: Moment): boolean => now - since >= policy.timing.stall;
