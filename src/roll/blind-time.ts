import { assertNever } from '../lib/assert-never.js';
import { changeTarget, progressed, sameStep, isHeldOrPaused, type ActiveRun } from './active.js';
import type { Countdown, Step } from './progress.js';

type Stamp = (stamp: number) => number;

/** A moment as much later as the time from `since` to `now` that nobody saw; never in the future. */
export const laterBy =
  (since: number, now: number): Stamp =>
  (stamp) =>
    Math.min(stamp + Math.max(0, now - since), now);

/**
 * Takes time in which the run saw nothing off its patience: a batch that a dead bot never sent has not stalled, and
 * what a blind one could not see fall may have fallen. The time that a server has to come back passes all the same.
 * @param since when the run last saw the cluster
 */
export function excludeBlindTime(run: ActiveRun, since: number, now: number): ActiveRun {
  const later = laterBy(since, now);
  const known = laterBy(now, now);
  const { phase, correcting, targets } = run.progress;
  const tried =
    correcting === undefined
      ? run
      : progressed(run, { correcting: { ...correcting, since: later(correcting.since), at: known(correcting.at) } });
  switch (phase.kind) {
    case 'enter-maintenance':
      return tried;
    case 'leave-maintenance':
      return phase.minLiveSince === undefined
        ? tried
        : progressed(tried, { phase: { ...phase, minLiveSince: later(phase.minLiveSince) } });
    case 'restore-leadership':
      return progressed(tried, {
        phase: {
          ...phase,
          since: later(phase.since),
          ...counting(phase, later, known),
          ...(phase.proposedAt === undefined ? {} : { proposedAt: known(phase.proposedAt) }),
        },
      });
    case 'rebalance':
      return progressed(tried, {
        phase: {
          kind: 'rebalance',
          since: later(phase.since),
          ...(phase.livelyAt === undefined ? {} : { livelyAt: later(phase.livelyAt) }),
          ...(phase.quietSince === undefined ? {} : { quietSince: later(phase.quietSince) }),
        },
      });
    case 'target':
      break;
    default:
      return assertNever(phase);
  }
  // Standing, it waits for people: no step goes on, and each begins its patience anew.
  const step = waitsFrom(phase.step, isHeldOrPaused(run) ? known : later, known);
  const counted = sameStep(tried, step);
  const target = targets[phase.target];
  const unbooked = step.since - phase.step.since;
  if (target === undefined || unbooked <= 0) return counted;
  // What counts from later on took that time all the same.
  return changeTarget(counted, phase.target, {
    spent: { ...target.spent, [step.kind]: (target.spent[step.kind] ?? 0) + unbooked },
  });
}

/**
 * A clock that was set back leaves moments that are still to come: what waits from one of them would wait as long as
 * that.
 */
export function clampToNow(run: ActiveRun, now: number): ActiveRun {
  const { unreadable, targets } = run.progress;
  const known = laterBy(now, now);
  const begun = progressed(run, {
    targets: targets.map((target) =>
      target.startedAt === undefined ? target : { ...target, startedAt: known(target.startedAt) },
    ),
    ...(unreadable === undefined ? {} : { unreadable: { ...unreadable, since: known(unreadable.since) } }),
  });
  return excludeBlindTime(begun, now, now);
}

/** @param later for what is patience @param known for all other moments */
function waitsFrom(step: Step, later: Stamp, known: Stamp): Step {
  const since = known(step.since);
  switch (step.kind) {
    case 'move-primaries':
    case 'downgrade-secondaries':
    case 'drain':
      return {
        ...step,
        since,
        ...counting(step, later, known),
        ...(step.proposedAt === undefined ? {} : { proposedAt: known(step.proposedAt) }),
      };
    case 'heal':
    case 'undrain':
      return { ...step, since, ...counting(step, later, known) };
    case 'gates':
    case 'last-look':
      return { ...step, since: later(step.since) };
    case 'close-replicas':
      return {
        ...step,
        since: later(step.since),
        ...(step.sentAt === undefined ? {} : { sentAt: known(step.sentAt) }),
      };
    case 'process':
    case 'before':
    case 'verify':
    case 'after':
      return {
        ...step,
        since,
        ...(step.command === undefined ? {} : { command: { ...step.command, since: known(step.command.since) } }),
      };
    case 'settle':
      // What nobody saw was not seen to be at rest.
      return { kind: 'settle', since: later(step.since) };
    case 'soak':
      return { ...step, since, until: step.until - step.since + since };
    case 'await-return':
      return {
        ...step,
        since,
        ...(step.loading === undefined
          ? {}
          : { loading: { ...step.loading, since: known(step.loading.since), movedAt: known(step.loading.movedAt) } }),
        ...(step.untoldSince === undefined ? {} : { untoldSince: later(step.untoldSince) }),
      };
    case 'flush-log':
      return { ...step, since };
    default:
      return assertNever(step);
  }
}

const counting = (
  { countdown }: { readonly countdown?: Countdown },
  later: Stamp,
  known: Stamp,
): { readonly countdown?: Countdown } =>
  countdown === undefined
    ? {}
    : { countdown: { ...countdown, since: known(countdown.since), movedAt: later(countdown.movedAt) } };
