import { changeTarget } from '../active.js';
import { blocks, gatesBlock } from '../gates/gates.js';
import { whyReadingDisagrees } from './before-stop.js';
import { drainAgain } from './drained.js';
import { gateHold } from './gate-hold.js';
import { verdicts } from './verdicts.js';
import { makeHold } from './holds.js';
import { reevaluate, hold, wait, type Outcome, type StepInput } from './outcome.js';
import { startedAgainHold } from '../started-again.js';
import { allAsked } from '../known-starts.js';
import { toProcess } from './process.js';
import { isStepOverdue } from '../patience.js';
import { whySilent } from '../why-silent.js';

/**
 * Right before the process is stopped: the server holds nothing, every gate passes, and its process is known, so that
 * its return can be proven. Looked at before the first command, and again before the one that ends the process if
 * others came before that.
 */
export function lastLookStep(input: StepInput<'last-look'>): Outcome {
  const { run, target, targetIndex, step, seen, context } = input;
  const { now } = context;
  const returned = target.role === 'replica' && run.options.mode === 'ha' ? drainAgain(input) : undefined;
  if (returned !== undefined) return returned;

  const startedAgain = startedAgainHold(run);
  if (startedAgain !== undefined) return hold(run, startedAgain);

  const stalled = isStepOverdue(step, target.role, context);
  const unsure = target.role === 'replica' ? whyReadingDisagrees(input) : undefined;
  const blocking = blocks(verdicts(input));
  if (blocking.length > 0) {
    if (stalled || blocking.some(({ lasting }) => lasting)) {
      return gateHold(input, blocking, now - step.since, { code: 'does-check-from-its-start' });
    }
    return wait(run, gatesBlock(blocking), step.since);
  }

  if (unsure !== undefined) {
    if (stalled)
      return hold(
        run,
        makeHold(
          run,
          'downgrades-stalled',
          { code: 'not-sure-to-be-empty', node: target.address, waited: unsure },
          {
            nodes: [target.address],
            retry: { code: 'does-release-and-drain' },
          },
        ),
      );
    return wait(run, unsure, step.since);
  }

  if (!allAsked(run, step.since)) return wait(run, { code: 'wait-for-start-times' }, step.since);
  const reading = seen.processes[target.address];
  if (target.role !== 'collector' && reading?.kind !== 'running') {
    const why = whySilent(reading);
    if (stalled)
      return hold(
        run,
        makeHold(
          run,
          'gate',
          { code: 'start-not-said', node: target.address, why },
          { nodes: [target.address], retry: { code: 'does-ask-again' } },
        ),
      );
    return wait(run, { code: 'wait-for-start-time', why }, step.since);
  }
  const before =
    reading?.kind === 'running'
      ? { before: { version: reading.version, commit: reading.commit, startedAt: reading.startedAt } }
      : {};
  return reevaluate(
    toProcess(changeTarget(run, targetIndex, before), now, target.left ?? run.plan.procedure[target.role]),
  );
}
