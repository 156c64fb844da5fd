import { changeTarget, inStep, log } from '../active.js';
import { mayBegin } from '../calendar.js';
import type { StatusEvent } from '../event.js';
import { blocks, gatesBlock } from '../gates/gates.js';
import { allAsked } from '../known-starts.js';
import { gpidsOf, partitionsOf } from '../members.js';
import { pausedOutside } from '../outside-window.js';
import { startedAgainHold } from '../started-again.js';
import { completeTables } from '../complete-tables.js';
import { unlisted } from './before-stop.js';
import { gateHold } from './gate-hold.js';
import { reevaluate, hold, wait, type Outcome, type StepInput, type TargetInput } from './outcome.js';
import { verdicts } from './verdicts.js';
import { isStepOverdue } from '../patience.js';

/** Before a server is touched: every gate passes. What waiting can heal is waited for, what it cannot holds at once. */
export function gatesStep(input: StepInput<'gates'>): Outcome {
  const { run, target, targetIndex, step, seen, context } = input;
  // A server that was begun is finished, whatever the time; none is begun, nor begun anew with all its replicas back.
  if (!mayBegin(context.calendar, run.options)) return reevaluate(pausedOutside(run, context));
  const unseen = unlisted(input);
  if (unseen !== undefined) return unseen;
  const startedAgain = startedAgainHold(run);
  if (startedAgain !== undefined) return hold(run, startedAgain);
  const blocking = blocks(verdicts(input));
  const [first] = blocking;
  if (first !== undefined) {
    const waited = context.now - step.since;
    // The reading of the step before does not have all that is asked here: nobody is told of what a look at once can
    // show.
    const isWhole = target.role !== 'replica' || seen.ddd !== undefined;
    if (isWhole && (blocking.some(({ lasting }) => lasting) || isStepOverdue(step, target.role, context))) {
      return gateHold(input, blocking, waited, { code: 'does-check-again' });
    }
    return wait(run, gatesBlock(blocking), step.since);
  }

  if (!allAsked(run, step.since)) return wait(run, { code: 'wait-for-start-times' }, step.since);

  const started = changeTarget(run, targetIndex, {
    state: 'active',
    startedAt: target.startedAt ?? context.now,
    drainedPartitions: target.role === 'replica' ? gpidsOf(partitionsOf(seen, target.address)) : [],
    ...(target.role === 'replica' ? { whole: completeTables(seen, []) } : {}),
  });
  const told = target.startedAt === undefined ? log(started, context.now, startEvent(input)) : started;
  const drains = target.role === 'replica' && run.options.mode === 'ha';
  const emptying = run.plan.drain === 'fast' ? 'drain' : 'move-primaries';
  return reevaluate(inStep(told, context.now, { kind: drains ? emptying : 'last-look', since: context.now }));
}

function startEvent({ run, target, seen }: TargetInput): StatusEvent {
  const nth =
    run.progress.targets.filter(({ state }) => state === 'done' || state === 'skipped' || state === 'failed').length +
    1;
  const server = seen.nodes.find(({ address }) => address === target.address);
  const counts =
    target.role === 'replica' && server !== undefined
      ? { primaries: server.primaries, secondaries: server.secondaries }
      : {};
  return {
    kind: 'target-started',
    role: target.role,
    address: target.address,
    nth,
    of: run.progress.targets.length,
    ...counts,
  };
}
