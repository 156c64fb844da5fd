import { changeTarget, currentTarget, type ActiveRun } from '../active.js';
import type { Observation } from '../observation.js';
import { mayBePutBack } from '../rollback.js';
import { toGates } from '../transitions.js';
import { serverCommand } from './server-command.js';
import { putsBack } from './verdicts.js';

/**
 * A server that was found down goes from its gates to its commands without a last look, and the settings are changed
 * between the two: so long nothing has begun at it. What its gates have shown then may be so no more. It is put back
 * only while it is still down, and not when the run is to stand meanwhile; otherwise it is begun anew.
 */
export function putBackOnlyIfDown(run: ActiveRun, seen: Observation, now: number): ActiveRun {
  const target = currentTarget(run);
  const goesOn = run.status === 'rolling' && target !== undefined && putsBack({ run, target, seen }) !== undefined;
  return goesOn ? run : unlessBegun(run, now);
}

/** Back to its gates, where a server was found down and none of its commands has begun. An abort leaves it as it is. */
export function unlessBegun(run: ActiveRun, now: number): ActiveRun {
  const { phase } = run.progress;
  return phase.kind === 'target' && run.status !== 'aborting' && isNotBegun(run)
    ? toGates(changeTarget(run, phase.target, { processDown: false }), now)
    : run;
}

/** After a last look the first command begins with the same decision: no run is saved between the two. */
function isNotBegun(run: ActiveRun): boolean {
  const { phase } = run.progress;
  const target = currentTarget(run);
  return (
    target?.processDown === true &&
    target.attempts === 1 &&
    phase.kind === 'target' &&
    phase.step.kind === 'process' &&
    mayBePutBack(run.options, target.role, target.address) &&
    run.plan.procedure[target.role].every((verb) => !target.commands.includes(serverCommand(run, target, verb, 1).id))
  );
}
