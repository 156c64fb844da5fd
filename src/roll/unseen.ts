import { assertNever } from '../lib/assert-never.js';
import { changeTarget, progressed, sameStep, stands, type ActiveRun } from './active.js';
import type { Step } from './progress.js';

/**
 * Takes time in which the run saw nothing off its patience: a batch that a dead bot never sent has not stalled, and what
 * a blind one could not see fall may have fallen. The time that a server has to come back passes all the same.
 * @param since when the run last saw the cluster
 */
export function withoutUnseen(run: ActiveRun, since: number, now: number): ActiveRun {
  if (since >= now) return run;
  const later = (stamp: number): number => Math.min(stamp + now - since, now);
  const { phase, correcting, targets } = run.progress;
  const tried = correcting === undefined ? run : progressed(run, { correcting: { ...correcting, since: later(correcting.since) } });
  // Standing, it waits for people: no step goes on, and each begins its patience anew.
  if (phase.kind !== 'target' || stands(run)) return tried;
  const step = waitsFrom(phase.step, later);
  const counted = sameStep(tried, step);
  const target = targets[phase.target];
  const unbooked = step.since - phase.step.since;
  if (target === undefined || unbooked === 0) return counted;
  // What counts from later on took that time all the same.
  return changeTarget(counted, phase.target, { spent: { ...target.spent, [step.kind]: (target.spent[step.kind] ?? 0) + unbooked } });
}

function waitsFrom(step: Step, later: (stamp: number) => number): Step {
  switch (step.kind) {
    case 'move-primaries':
    case 'downgrade-secondaries':
    case 'drain':
    case 'heal':
    case 'retreat':
      return step.countdown === undefined ? step : { ...step, countdown: { ...step.countdown, movedAt: later(step.countdown.movedAt) } };
    case 'gates':
    case 'close-replicas':
    case 'last-look':
      return { ...step, since: later(step.since) };
    case 'flush-log':
    case 'process':
    case 'back':
    case 'soak':
      return step;
    default:
      return assertNever(step);
  }
}
