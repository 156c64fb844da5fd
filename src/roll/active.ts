import type { LoggedEvent, StatusEvent } from './event.js';
import type { Hold } from './hold.js';
import type { NodeAddress } from './ids.js';
import type { Message } from './message.js';
import type { CommandState, Phase, Progress, Step, TargetProgress } from './progress.js';
import type { Run, RunIn } from './run.js';

/** A run that is at work on a cluster, or stands in the middle of it. */
export type ActiveRun = RunIn<'rolling' | 'pausing' | 'paused' | 'held' | 'aborting'>;

export function isActive(run: Run): run is ActiveRun {
  return (
    run.status === 'rolling' ||
    run.status === 'pausing' ||
    run.status === 'paused' ||
    run.status === 'held' ||
    run.status === 'aborting'
  );
}

/** Adds what happened to the run's log. */
export function log<Any extends Run>(run: Any, now: number, ...events: readonly StatusEvent[]): Any {
  if (events.length === 0) return run;
  const first = (run.log.at(-1)?.seq ?? 0) + 1;
  const logged: LoggedEvent[] = events.map((event, offset) => ({ ...event, seq: first + offset, at: now }));
  return { ...run, log: [...run.log, ...logged] };
}

export function progressed<Any extends ActiveRun>(run: Any, change: Partial<Progress>): Any {
  return { ...run, progress: { ...run.progress, ...change } };
}

type Passing = 'pending' | 'waiting' | 'unreadable' | 'correcting' | 'stopRequest' | 'frozenByHand';

/** Takes passing parts of the progress away. */
export function without<Any extends { readonly progress: Progress }>(run: Any, ...keys: readonly Passing[]): Any {
  if (!keys.some((key) => run.progress[key] !== undefined)) return run;
  const { pending, waiting, unreadable, correcting, stopRequest, frozenByHand, ...lasting } = run.progress;
  const stays = (key: Passing): boolean => !keys.includes(key);
  return {
    ...run,
    progress: {
      ...lasting,
      ...(pending !== undefined && stays('pending') ? { pending } : {}),
      ...(waiting !== undefined && stays('waiting') ? { waiting } : {}),
      ...(unreadable !== undefined && stays('unreadable') ? { unreadable } : {}),
      ...(correcting !== undefined && stays('correcting') ? { correcting } : {}),
      ...(stopRequest !== undefined && stays('stopRequest') ? { stopRequest } : {}),
      ...(frozenByHand !== undefined && stays('frozenByHand') ? { frozenByHand } : {}),
    },
  };
}

export function changeTarget<Any extends ActiveRun>(run: Any, index: number, change: Partial<TargetProgress>): Any {
  return progressed(run, {
    targets: run.progress.targets.map((target, at) => (at === index ? { ...target, ...change } : target)),
  });
}

export function inPhase<Any extends ActiveRun>(run: Any, phase: Phase): Any {
  return without(progressed(run, { phase }), 'waiting');
}

/** Goes on to another step of the same server, and books the time the last one took. */
export function inStep<Any extends ActiveRun>(run: Any, now: number, step: Step): Any {
  const { phase } = run.progress;
  if (phase.kind !== 'target') return run;
  const target = run.progress.targets[phase.target];
  if (target === undefined) return run;
  const spent = { ...target.spent, [phase.step.kind]: (target.spent[phase.step.kind] ?? 0) + now - phase.step.since };
  return inPhase(changeTarget(run, phase.target, { spent }), { kind: 'target', target: phase.target, step });
}

/** Changes the present step without leaving it. */
export function sameStep<Any extends ActiveRun>(run: Any, step: Step): Any {
  const { phase } = run.progress;
  return phase.kind === 'target' ? progressed(run, { phase: { ...phase, step } }) : run;
}

export function currentTarget(run: ActiveRun): TargetProgress | undefined {
  const { phase, targets } = run.progress;
  return phase.kind === 'target' ? targets[phase.target] : undefined;
}

/** The command that is at work on the server at hand, as far as the run knows. */
export function commandAtWork({ progress: { phase } }: { readonly progress: Progress }): CommandState | undefined {
  return phase.kind === 'target' && 'command' in phase.step ? phase.step.command : undefined;
}

/** Stands still and asks people. */
export function held(run: ActiveRun, now: number, hold: Hold): RunIn<'held'> {
  // Who asked to be out of it, or to pause, still wants that when the hold is answered.
  const { progress, ...common } = withoutState(without(run, 'waiting'));
  return log({ ...common, status: 'held', progress, since: now, hold }, now, { kind: 'held', hold });
}

export function paused(run: ActiveRun, now: number, why: Message): RunIn<'paused'> {
  const { progress, ...common } = withoutState(without(run, 'stopRequest', 'waiting'));
  return log({ ...common, status: 'paused', progress, since: now, why }, now, {
    kind: 'paused',
    why,
    settingsStayOn: progress.saved !== undefined && !progress.restored,
  });
}

/** At work again: rolling, or on its way to what somebody had asked for before it was held. */
export function rolling(run: ActiveRun, now: number): RunIn<'rolling' | 'pausing' | 'aborting'> {
  const { stopRequest, phase } = run.progress;
  const stood = withoutStanding(run, now);
  // Whoever answers knows that the cluster was frozen by hand: the run sets what it needs again. Leaving, it needs
  // nothing.
  const worked = phase.kind === 'leave-maintenance' ? stood : without(stood, 'frozenByHand');
  if (stopRequest?.kind === 'abort')
    return { ...withoutState(without(worked, 'waiting')), status: 'aborting', since: stopRequest.at };
  // While settings are put back no server is left that a pause could keep from being begun.
  const begins = phase.kind === 'enter-maintenance' || phase.kind === 'target';
  if (stopRequest?.kind === 'pause' && begins)
    return { ...withoutState(without(worked, 'waiting')), status: 'pausing' };
  const { progress, ...common } = withoutState(without(worked, 'stopRequest', 'waiting'));
  return { ...common, status: 'rolling', progress };
}

export const isHeldOrPaused = (run: ActiveRun): run is RunIn<'held' | 'paused'> =>
  run.status === 'held' || run.status === 'paused';

/** The time in which people were waited for is no step's: the present one counts from that much later. */
function withoutStanding(run: ActiveRun, now: number): ActiveRun {
  const { phase } = run.progress;
  if (!isHeldOrPaused(run) || phase.kind !== 'target') return run;
  const { step } = phase;
  return sameStep(run, { ...step, since: step.since + Math.max(0, now - Math.max(run.since, step.since)) });
}

/** What all states share, without what belongs to the present one only. */
export function withoutState(run: ActiveRun): Omit<RunIn<'rolling'>, 'status'> {
  const {
    id,
    cluster,
    options,
    plan,
    requestedBy,
    requestedAt,
    channel,
    votes,
    log: events,
    updatedAt,
    handledActions,
    progress,
  } = run;
  return {
    id,
    cluster,
    options,
    plan,
    requestedBy,
    requestedAt,
    channel,
    votes,
    log: events,
    updatedAt,
    ...(handledActions === undefined ? {} : { handledActions }),
    progress,
  };
}

/** Replica servers that this run has finished with: a primary that goes there never has to move again. */
export function rolledServers({ targets }: Progress): ReadonlySet<NodeAddress> {
  return new Set(
    targets.filter(({ role, state }) => role === 'replica' && state === 'done').map(({ address }) => address),
  );
}
