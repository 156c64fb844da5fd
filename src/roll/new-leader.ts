import { log, progressed, sameStep, without, type ActiveRun } from './active.js';
import type { Observation } from './observation.js';
import type { Step } from './progress.js';

/** A new leader knows nothing of what was proposed to the old one. */
export function noteLeader(run: ActiveRun, seen: Observation, now: number): ActiveRun {
  const { leader } = run.progress;
  const led = progressed(run, { leader: seen.leader });
  if (leader === undefined || leader === seen.leader) return led;
  const told = log(without(led, 'correcting'), now, { kind: 'leader-changed', from: leader, to: seen.leader });
  return forgetProposals(told);
}

/** Nothing was proposed, as far as the leader at hand knows. */
export function forgetProposals<Any extends ActiveRun>(run: Any): Any {
  const { phase } = run.progress;
  if (phase.kind === 'target') return sameStep(run, proposalsForgotten(phase.step));
  if (phase.kind !== 'restore-leadership') return run;
  const { proposedAt: _forgotten, batch: _batch, ...anew } = phase;
  return progressed(run, { phase: anew });
}

/** The step as it was before anything was proposed in it. */
function proposalsForgotten(step: Step): Step {
  switch (step.kind) {
    case 'move-primaries':
    case 'downgrade-secondaries': {
      const { proposedAt: _forgotten, ...anew } = step;
      return anew;
    }
    case 'drain': {
      const { proposedAt: _forgotten, asked: _asked, refused: _refused, ...anew } = step;
      return anew;
    }
    default:
      return step;
  }
}
