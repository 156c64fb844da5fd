import type { ProcessVerb } from '../act.js';
import { changeTarget, currentTarget, inStep, log, sameStep, type ActiveRun } from '../active.js';
import { forgetLowered } from '../min-live.js';
import type { Hold } from '../hold.js';
import { foreign, type Message } from '../message.js';
import { whySilent } from '../why-silent.js';
import type { Observation, ProcessReading } from '../observation.js';
import type { TargetProgress } from '../progress.js';
import { strangersTo, whyUnlisted } from '../names.js';
import { metaRepairs } from '../second-failure.js';
import { isAnotherProcess, runsVersion, versionText } from '../versions.js';
import { toGates, toUndrain } from '../transitions.js';
import { isListingOverdue, isRestartOverdue, isStepOverdue } from '../patience.js';
import { makeHold } from './holds.js';
import { onceBack } from './hooks.js';
import { isLoading, loadingNow } from './loading.js';
import { reevaluate, hold, wait, type Outcome, type StepInput } from './outcome.js';
import { endProcess, toProcess } from './process.js';
import { valueNotProven } from './prove-value.js';

/**
 * Back means: another process than before (start time), of the version asked for, and known to the cluster. ALIVE alone
 * proves nothing: it lags by up to 22 s (docs/pegasus.md, "Failure detection").
 */
export function awaitReturnStep(input: StepInput<'await-return'>): Outcome {
  switch (input.target.role) {
    case 'replica':
      return replicaServerBack(input);
    case 'meta':
      return metaBack(input);
    case 'collector':
      return collectorBack(input);
  }
}

function replicaServerBack(input: StepInput<'await-return'>): Outcome {
  const { run, targetIndex, target, seen, context } = input;
  const missing = notReplaced(input) ?? valueNotProven(input, asAsked);
  if (missing !== undefined) return missing;
  const alive = seen.nodes.some(({ address, status }) => address === target.address && status === 'alive');
  if (!alive && strangersTo(run.plan, seen).length > 0 && isListingOverdue(target, context)) {
    return hold(
      run,
      makeHold(run, 'unlisted', whyUnlisted(run.plan, seen, target.address), {
        nodes: [target.address],
        retry: { code: 'does-look-again' },
      }),
    );
  }
  if (!alive)
    return (
      overdue(input, { code: 'runs-and-not-alive', node: target.address }, 'not-back', whenCopied(input)) ??
      wait(run, { code: 'wait-to-be-alive', nodes: [target.address] }, input.step.since)
    );
  return reevaluate(
    inStep(changeTarget(run, targetIndex, { processDown: false, ...runsNow(input) }), context.now, {
      kind: 'heal',
      since: context.now,
      fullReadings: 0,
    }),
  );
}

/** A leader answers with its state loaded, or there would be no reading; every replica server keeps its heartbeat. */
function metaBack(input: StepInput<'await-return'>): Outcome {
  const { run, targetIndex, step, seen, context } = input;
  const missing = notReplaced(input) ?? valueNotProven(input, asAsked);
  if (missing !== undefined) return missing;
  const dead = seen.nodes.filter(({ status }) => status !== 'alive').map(({ address }) => address);
  if (dead.length > 0) {
    return (
      overdue(
        input,
        { code: 'others-not-alive', node: input.target.address, dead },
        'meta-not-back',
        metaRepairs(run, 'meta-not-back', true),
      ) ?? wait(run, { code: 'wait-to-be-alive', nodes: dead }, step.since)
    );
  }
  const rest = step.since + context.policy.timing.metaInterval - context.now;
  if (rest > 0) return wait(run, { code: 'wait-between-metas', ms: context.policy.timing.metaInterval }, step.since);
  return onceBack(
    forgetLowered(changeTarget(run, targetIndex, { processDown: false, ...runsNow(input) }), input.target.address),
    context.now,
  );
}

function collectorBack(input: StepInput<'await-return'>): Outcome {
  const { run, target, targetIndex, step, up } = input;
  if (up?.up === true && (step.retryVerbs === undefined || run.options.stale !== undefined))
    return (
      valueNotProven(input, asAsked) ??
      onceBack(changeTarget(run, targetIndex, { processDown: false }), input.context.now)
    );
  if (step.retryVerbs !== undefined) return tryAgain(input, step.retryVerbs);
  const why: Message = up === undefined ? { code: 'not-asked' } : up.up ? { code: 'up' } : foreign(up.why);
  if (!isStepOverdue(step, target.role, input.context))
    return wait(run, { code: 'wait-to-be-up', node: target.address, why }, step.since);
  return hold(
    run,
    makeHold(
      run,
      'collector-down',
      { code: 'collector-down', node: target.address, why },
      {
        nodes: [target.address],
        wait: { code: 'does-wait-for-process' },
        retry: { code: 'does-run-commands' },
        force: { code: 'does-go-on-without' },
      },
    ),
  );
}

/** Kept from the reading that proves it back: the steps after it do not ask the process again. */
function runsNow({ target, seen }: StepInput<'await-return'>): { readonly runs?: string } {
  const reading = seen.processes[target.address];
  return reading?.kind === 'running' ? { runs: versionText(reading) } : {};
}

/** What to say while the process is not proven to be another one of the right version; undefined when it is. */
function notReplaced(input: StepInput<'await-return'>): Outcome | undefined {
  const { run, target, step, seen } = input;
  const reading: ProcessReading | undefined = seen.processes[target.address];
  const { before } = target;
  const replaced = reading?.kind === 'running' && (before === undefined || isAnotherProcess(reading, before));
  const wanted = run.options.version;
  const right =
    reading?.kind === 'running' &&
    (wanted === undefined || runsVersion(reading, wanted) || target.forced.includes('wrong-version'));
  if (replaced && right) return undefined;
  const loads = reading?.kind !== 'running' && isLoading(target, seen);
  if (step.retryVerbs !== undefined && loads && step.evenIfLoading !== true) return reevaluate(leftToLoad(input));
  if (step.retryVerbs !== undefined)
    return reading?.kind === 'running' && endProcess(step.retryVerbs)
      ? beginAnew(input, step.retryVerbs)
      : tryAgain(input, step.retryVerbs);

  if (reading?.kind !== 'running') {
    const why = whySilent(reading);
    const what: Message = loads ? loadingNow(run, target) : { code: 'no-answer', node: target.address, why };
    const waited: Message = loads
      ? { code: 'wait-to-load', node: target.address, opened: step.loading?.opened, of: step.loading?.of }
      : { code: 'wait-for-process', node: target.address };
    return (
      overdue(input, what, target.role === 'meta' ? 'meta-not-back' : 'not-back', whenCopied(input)) ??
      wait(run, waited, step.since)
    );
  }
  if (!replaced) {
    // A supervisor may take its time; a process that simply went on running has not been restarted.
    const what: Message = { code: 'not-restarted', node: target.address, startedAt: reading.startedAt };
    return isRestartOverdue(step, input.context)
      ? hold(
          run,
          makeHold(run, 'not-restarted', what, {
            nodes: [target.address],
            raw: target.printed ?? [],
            wait: { code: 'does-wait-for-another-process' },
            retry: { code: 'does-look-for-restart', drains: target.role === 'replica' },
          }),
        )
      : wait(run, { code: 'wait-for-another-process' }, step.since);
  }
  return hold(
    run,
    makeHold(
      run,
      'wrong-version',
      { code: 'wrong-version', node: target.address, version: versionText(reading), wanted },
      {
        nodes: [target.address],
        raw: target.printed ?? [],
        retry: { code: 'does-look-for-version', wanted, drains: target.role === 'replica' },
        force: { code: 'does-accept-version' },
      },
    ),
  );
}

/** People asked for another attempt on a server that runs with another value. */
function asAsked(input: StepInput<'await-return'>): Outcome {
  const { retryVerbs = [] } = input.step;
  return input.target.role !== 'collector' && endProcess(retryVerbs)
    ? beginAnew(input, retryVerbs)
    : tryAgain(input, retryVerbs);
}

/** People asked for another attempt, and the process is not what it should be. */
const tryAgain = ({ run, context }: StepInput<'await-return'>, verbs: readonly ProcessVerb[]): Outcome =>
  reevaluate(toProcess(run, context.now, verbs));

/**
 * People asked for another attempt on a server that runs: it may have replicas again, and others may lack theirs. It is
 * taken down as any other one is: with all of them whole, its gates passed, and drained.
 */
function beginAnew(
  { run, target, targetIndex, context }: StepInput<'await-return'>,
  verbs: readonly ProcessVerb[],
): Outcome {
  const { now } = context;
  const running = log(changeTarget(run, targetIndex, { processDown: false, left: verbs }), now, {
    kind: 'note',
    message: { code: 'begun-anew', node: target.address },
  });
  return reevaluate(target.role === 'replica' ? toUndrain(running, now) : toGates(running, now));
}

/** A server that is away for its restart keeps its copies: others get them only after the run's assign delay. */
function whenCopied({ run, target, context }: StepInput<'await-return'>): Message | undefined {
  if (target.role !== 'replica' || run.options.mode === 'simple') return undefined;
  return { code: 'copied-elsewhere', afterMs: context.policy.timing.assignDelay };
}

function overdue(
  { run, target, step, seen, context }: StepInput<'await-return'>,
  what: Message,
  reason: 'not-back' | 'meta-not-back',
  repair?: Message,
): Outcome | undefined {
  const waited = context.now - step.since;
  if (!isStepOverdue(step, target.role, context)) return undefined;
  return hold(
    run,
    notBackHold(run, target, reason, { code: 'overdue', what, waitedMs: waited, repair }, isLoading(target, seen)),
  );
}

/** It is loading, and nobody was told that another command would begin that anew: it is waited for instead. */
function leftToLoad({ run, target, step, context }: StepInput<'await-return'>): ActiveRun {
  const { retryVerbs: _commands, ...waits } = step;
  return sameStep(
    log(run, context.now, {
      kind: 'note',
      message: { code: 'left-to-load', node: target.address },
    }),
    { ...waits, since: context.now },
  );
}

/** Waiting and trying again are two answers: a command would end what has begun to load. */
function notBackHold(
  run: ActiveRun,
  { address, role, printed = [] }: TargetProgress,
  reason: 'not-back' | 'meta-not-back',
  what: Message,
  loads: boolean,
): Hold {
  const procedure = run.plan.procedure[role];
  const verbs = procedure.includes('start') ? (['start'] as const) : procedure;
  const hold = makeHold(run, reason, what, {
    nodes: [address],
    raw: printed,
    wait: { code: 'does-wait-for-process' },
    retry: loads ? { code: 'does-run-commands-while-loading', verbs } : { code: 'does-look-and-run', verbs },
  });
  return loads ? { ...hold, loading: true } : hold;
}

/** The same hold with the choices that are right now: it may be loading by this time. */
export function notBackAnew(run: ActiveRun, hold: Hold, seen: Observation): Hold {
  const target = currentTarget(run);
  if (target === undefined || (hold.reason !== 'not-back' && hold.reason !== 'meta-not-back')) return hold;
  const { loading: _before, ...common } = hold;
  const { choices, loading } = notBackHold(
    run,
    target,
    hold.reason,
    hold.what,
    seen.processes[target.address]?.kind !== 'running' && isLoading(target, seen),
  );
  return { ...common, choices, ...(loading === undefined ? {} : { loading }) };
}
