import { changeTarget, inPhase, inStep, log, type ActiveRun } from '../active.js';
import { mayBegin } from '../calendar.js';
import type { StatusEvent } from '../event.js';
import { copiesOfTheDown } from '../fullness.js';
import { blocks, gatesBlock } from '../gates/gates.js';
import { allAsked } from '../known-starts.js';
import { gpidsOf, partitionsOf } from '../members.js';
import { pausedOutside } from '../outside-window.js';
import { mayBePutBack, metaToPutBack, onlyDead } from '../rollback.js';
import type { NodeAddress, Role } from '../ids.js';
import { startedAgainHold } from '../started-again.js';
import { completeTables } from '../complete-tables.js';
import { unlisted } from './before-stop.js';
import { gateHold } from './gate-hold.js';
import { toBefore } from './hooks.js';
import { ledPartitions } from './move-primaries.js';
import { reevaluate, hold, wait, type Outcome, type StepInput, type TargetInput } from './outcome.js';
import { toProcess } from './process.js';
import { putsBack, verdicts } from './verdicts.js';
import { isWholeForGates } from './whole-reading.js';
import { isStepOverdue } from '../patience.js';

/** Before a server is touched: every gate passes. What waiting can heal is waited for, what it cannot holds at once. */
export function gatesStep(input: StepInput<'gates'>): Outcome {
  const { run, target, targetIndex, step, seen, context } = input;
  // A server that was begun is finished, whatever the time; none is begun, nor begun anew with all its replicas back.
  if (!mayBegin(context.calendar, run.options)) return reevaluate(pausedOutside(run, context));
  const another = downFirst(input);
  if (another !== undefined) return reevaluate(another);
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
    const isWhole = isWholeForGates(target.role, seen, context.policy, true);
    if (isWhole && (blocking.some(({ lasting }) => lasting) || isStepOverdue(step, target.role, context))) {
      return gateHold(input, blocking, waited, { code: 'does-check-again' });
    }
    return wait(run, gatesBlock(blocking), step.since);
  }

  if (!allAsked(run, step.since)) return wait(run, { code: 'wait-for-start-times' }, step.since);

  const begun = changeTarget(run, targetIndex, { state: 'active', startedAt: target.startedAt ?? context.now });
  const told = target.startedAt === undefined ? log(begun, context.now, startEvent(input)) : begun;
  const before = toBefore(told, context.now);
  if (before !== undefined) return reevaluate(before);

  if (putsBack(input) !== undefined) return reevaluate(putBack({ ...input, run: told }));

  const started = changeTarget(told, targetIndex, {
    drainedPartitions: target.role === 'replica' ? gpidsOf(partitionsOf(seen, target.address)) : [],
    ...(target.role === 'replica' ? { whole: completeTables(seen, []), leads: ledPartitions(input).length } : {}),
  });
  const drains = target.role === 'replica' && run.options.mode === 'ha';
  const emptying = run.plan.drain === 'fast' ? 'drain' : 'move-primaries';
  return reevaluate(inStep(started, context.now, { kind: drains ? emptying : 'last-look', since: context.now }));
}

/**
 * In a rollback a server that is down with the new version comes before all others, in a continuation one that the run
 * before left down: nobody else is begun while it is down, and it needs no drain. Of the metas, too: the others are not
 * restarted while one does not answer.
 */
function downFirst({ run, target, targetIndex, seen, context }: TargetInput): ActiveRun | undefined {
  if (run.options.rollsBack === undefined && run.options.continues === undefined) return undefined;
  const pending = (role: Role): readonly NodeAddress[] =>
    run.progress.targets.filter((each) => each.role === role && each.state === 'pending').map(({ address }) => address);
  const replica = onlyDead(seen);
  const down =
    replica !== undefined && mayBePutBack(run.options, 'replica', replica) && pending('replica').includes(replica)
      ? replica
      : target.role === 'meta'
        ? metaToPutBack(seen, run.options, pending('meta'))
        : undefined;
  if (down === undefined || down === target.address) return undefined;
  const { now } = context;
  const note = { kind: 'note', message: { code: 'down-first', node: down, instead: target.address } } as const;
  return inPhase(log(changeTarget(run, targetIndex, { state: 'pending' }), now, note), {
    kind: 'target',
    target: run.progress.targets.findIndex(({ address, state }) => address === down && state === 'pending'),
    step: { kind: 'gates', since: now },
  });
}

/** It is down: its commands are run at once, and what it took with it may be missing until it is back. */
function putBack(input: StepInput<'gates'>): ActiveRun {
  const { run, target, targetIndex, seen, context } = input;
  const { now } = context;
  const { version } = run.options;
  const missing = target.role === 'replica' ? copiesOfTheDown(seen, target.address) : undefined;
  const begun = changeTarget(run, targetIndex, {
    drainedPartitions: missing?.drained ?? [],
    ...(missing === undefined ? {} : { whole: completeTables(seen, [], missing) }),
  });
  const told = log(begun, now, {
    kind: 'note',
    message: { code: 'put-back-as-it-is', node: target.address, ...(version === undefined ? {} : { version }) },
  });
  return toProcess(told, now, run.plan.procedure[target.role], { isDown: true });
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
