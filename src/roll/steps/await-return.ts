import { formatDuration } from '../../lib/duration.js';
import type { ProcessVerb } from '../act.js';
import { changeTarget, currentTarget, inStep, log, sameStep, type ActiveRun } from '../active.js';
import { forgetLowered } from '../min-live.js';
import { maybeIgnored } from '../gates/restart-budget.js';
import type { Hold } from '../hold.js';
import type { Observation, ProcessReading } from '../observation.js';
import type { Step, TargetProgress } from '../progress.js';
import { strangersTo, whyUnlisted } from '../names.js';
import { repairWords } from '../second-failure.js';
import { isAnotherProcess, runsVersion, versionText } from '../versions.js';
import { toGates, toUndrain } from '../transitions.js';
import { isLongUnlisted } from './before-stop.js';
import { makeHold } from './holds.js';
import { isLoading, loadingWords } from './loading.js';
import { reevaluate, hold, wait, type Outcome, type StepInput } from './outcome.js';
import { endProcess, toProcess } from './process.js';

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
  const missing = notReplaced(input);
  if (missing !== undefined) return missing;
  const alive = seen.nodes.some(({ address, status }) => address === target.address && status === 'alive');
  if (!alive && strangersTo(run.plan, seen).length > 0 && isLongUnlisted(input)) {
    return hold(
      run,
      makeHold(run, 'unlisted', whyUnlisted(run.plan, seen, target.address), {
        nodes: [target.address],
        retry: 'look again; its process was restarted and answers',
      }),
    );
  }
  if (!alive)
    return (
      overdue(input, notAlive(target), 'not-back', whenCopied(input)) ??
      wait(run, `${target.address} to be ALIVE`, input.step.since)
    );
  return reevaluate(
    inStep(changeTarget(run, targetIndex, { processDown: false, ...runsNow(input) }), context.now, {
      kind: 'heal',
      since: context.now,
      fullReadings: 0,
    }),
  );
}

const notAlive = ({ address }: TargetProgress): string =>
  `${address} runs again, but the meta does not see it ALIVE: ${maybeIgnored([address]).join('')}`;

/** A leader answers with its state loaded, or there would be no reading; every replica server keeps its heartbeat. */
function metaBack(input: StepInput<'await-return'>): Outcome {
  const { run, targetIndex, step, seen, context } = input;
  const missing = notReplaced(input);
  if (missing !== undefined) return missing;
  const dead = seen.nodes.filter(({ status }) => status !== 'alive').map(({ address }) => address);
  if (dead.length > 0) {
    return (
      overdue(
        input,
        `after the restart of ${input.target.address}, ${dead.join(', ')} ${dead.length === 1 ? 'is' : 'are'} not ALIVE`,
        'meta-not-back',
        repairWords(run, true),
      ) ?? wait(run, `${dead.join(', ')} to be ALIVE`, step.since)
    );
  }
  const rest = step.since + context.policy.timing.metaInterval - context.now;
  if (rest > 0)
    return wait(
      run,
      `${formatDuration(context.policy.timing.metaInterval)} between metas, so that replica servers keep their heartbeat`,
      step.since,
    );
  return {
    kind: 'target-done',
    run: forgetLowered(changeTarget(run, targetIndex, { processDown: false, ...runsNow(input) }), input.target.address),
  };
}

function collectorBack(input: StepInput<'await-return'>): Outcome {
  const { run, target, targetIndex, step, up } = input;
  if (up?.up === true && step.retryVerbs === undefined)
    return { kind: 'target-done', run: changeTarget(run, targetIndex, { processDown: false }) };
  if (step.retryVerbs !== undefined) return tryAgain(input, step.retryVerbs);
  const why = up === undefined ? 'it was not asked' : up.up ? 'up' : up.why;
  if (input.context.now - step.since < input.context.policy.timing.stall)
    return wait(run, `${target.address} to be up (${why})`, step.since);
  return hold(
    run,
    makeHold(
      run,
      'collector-down',
      `the collector ${target.address} is not up: ${why}. It only measures; the data is not at risk`,
      {
        nodes: [target.address],
        wait: 'go on waiting for it; no command is run',
        retry: 'run its commands again',
        force: 'go on without it',
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
  const reading: ProcessReading = seen.processes[target.address] ?? { kind: 'unreachable', error: 'it was not asked' };
  const { before } = target;
  const replaced = reading.kind === 'running' && (before === undefined || isAnotherProcess(reading, before));
  const wanted = run.options.version;
  const right =
    reading.kind === 'running' &&
    (wanted === undefined || runsVersion(reading, wanted) || target.forced.includes('wrong-version'));
  if (replaced && right) return undefined;
  const loads = reading.kind !== 'running' && isLoading(target, seen);
  if (step.retryVerbs !== undefined && loads && step.evenIfLoading !== true) return reevaluate(leftToLoad(input));
  if (step.retryVerbs !== undefined)
    return reading.kind === 'running' && endProcess(step.retryVerbs)
      ? beginAnew(input, step.retryVerbs)
      : tryAgain(input, step.retryVerbs);

  if (reading.kind !== 'running') {
    const what = loads ? loadingWords(run, target) : `${target.address} does not answer: ${reading.error}`;
    const waited = loads ? `${target.address} to load its replicas${openedOf(step)}` : `${target.address} to answer`;
    return (
      overdue(input, what, target.role === 'meta' ? 'meta-not-back' : 'not-back', whenCopied(input)) ??
      wait(run, waited, step.since)
    );
  }
  if (!replaced) {
    // A supervisor may take its time; a process that simply went on running has not been restarted.
    const what = `the commands reported success, but the process of ${target.address} has been running since ${reading.startedAt}, from before the commands`;
    return stalled(input)
      ? hold(
          run,
          makeHold(run, 'not-restarted', what, {
            nodes: [target.address],
            raw: target.printed ?? [],
            wait: 'go on waiting for another process; no command is run',
            retry: `look again; unless it has been restarted by then, ${anew(target)}`,
          }),
        )
      : wait(run, 'another process than before', step.since);
  }
  return hold(
    run,
    makeHold(
      run,
      'wrong-version',
      `${target.address} came back with ${versionText(reading)}, not with ${wanted ?? 'the version asked for'}`,
      {
        nodes: [target.address],
        raw: target.printed ?? [],
        retry: `look again; unless it runs ${wanted ?? 'the right one'} by then, ${anew(target)}`,
        force: 'accept this version for this server',
      },
    ),
  );
}

/** What another attempt does to a process that runs. */
const anew = ({ role }: TargetProgress): string =>
  `begin this server anew${role === 'replica' ? ' (drain it, and' : ' ('} run the commands again)`;

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
    text: `${target.address} runs, so it is begun anew from its start`,
  });
  return reevaluate(target.role === 'replica' ? toUndrain(running, now) : toGates(running, now));
}

/** A server that is away for its restart keeps its copies: others get them only after the run's assign delay. */
function whenCopied({ run, target, context }: StepInput<'await-return'>): string | undefined {
  if (target.role !== 'replica' || run.options.mode === 'simple') return undefined;
  return `Its copies go to other servers once they have been missing for ${formatDuration(context.policy.timing.assignDelay)} (the assign delay of the run); what cannot take writes is repaired at once`;
}

const stalled = ({ step, context }: StepInput<'await-return'>): boolean =>
  context.now - step.since >= context.policy.timing.stall;

function overdue(
  { run, target, step, seen, context }: StepInput<'await-return'>,
  what: string,
  reason: 'not-back' | 'meta-not-back',
  repair?: string,
): Outcome | undefined {
  const waited = context.now - step.since;
  // Time in which it got on is not time in which it did not come back.
  if (context.now - Math.max(step.since, step.loading?.movedAt ?? step.since) < context.policy.timing.start)
    return undefined;
  return hold(
    run,
    notBackHold(
      run,
      target,
      reason,
      `${what}, ${formatDuration(waited)} after its commands ended${repair === undefined ? '' : `. ${repair}`}`,
      isLoading(target, seen),
    ),
  );
}

/** It is loading, and nobody was told that another command would begin that anew: it is waited for instead. */
function leftToLoad({ run, target, step, context }: StepInput<'await-return'>): ActiveRun {
  const { retryVerbs: _commands, ...waits } = step;
  return sameStep(
    log(run, context.now, {
      kind: 'note',
      text: `${target.address} is loading, so its commands are not run again: it is waited for`,
    }),
    { ...waits, since: context.now },
  );
}

const openedOf = ({ loading }: Extract<Step, { kind: 'await-return' }>): string =>
  loading?.opened === undefined || loading.of === undefined ? '' : ` (${loading.opened} of ${loading.of} open)`;

/** Waiting and trying again are two answers: a command would end what has begun to load. */
function notBackHold(
  run: ActiveRun,
  { address, role, printed = [] }: TargetProgress,
  reason: 'not-back' | 'meta-not-back',
  what: string,
  loads: boolean,
): Hold {
  const procedure = run.plan.procedure[role];
  const commands = (procedure.includes('start') ? ['start'] : procedure).map((verb) => `"${verb}"`).join(' and ');
  const hold = makeHold(run, reason, what, {
    nodes: [address],
    raw: printed,
    wait: 'go on waiting for it; no command is run',
    retry: loads
      ? `run ${commands} again although it is loading: it begins its loading anew, and after five quick starts the meta ignores it`
      : `look again, and run ${commands} again unless it is back or loading`,
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
