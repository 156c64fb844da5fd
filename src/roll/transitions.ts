import type { ActiveRun } from './active.js';
import {
  changeTarget,
  currentTarget,
  inPhase,
  inStep,
  log,
  paused,
  progressed,
  rolling,
  without,
  withoutState,
} from './active.js';
import type { ClusterLeft } from './what-is-left.js';
import type { StatusEvent } from './event.js';
import { givesLeadershipBack } from './options.js';
import { totalMs } from './total-ms.js';
import type { NodeAddress } from './ids.js';
import type { Message } from './message.js';
import { minLiveLeft } from './min-live.js';
import type { Step } from './progress.js';
import type { RunIn } from './run.js';
import { hooksNotRun } from './hook-progress.js';

/** Goes on to the next server that waits, or leaves maintenance when none does. Of the metas the leader goes last. */
export function toNextTarget(run: ActiveRun, now: number, leader: NodeAddress | undefined): ActiveRun {
  const { targets } = run.progress;
  // Nothing has been done that the cluster would have to settle from.
  const isFirst = run.plan.settle === undefined || !targets.some(({ state }) => state === 'done');
  const first = targets.findIndex(({ state }) => state === 'pending');
  if (first < 0) return toTheEnd(run, now);
  const follower =
    targets[first]?.role === 'meta'
      ? targets.findIndex(({ state, role, address }) => state === 'pending' && role === 'meta' && address !== leader)
      : -1;
  return inPhase(run, {
    kind: 'target',
    target: follower >= 0 ? follower : first,
    step: { kind: isFirst ? 'gates' : 'settle', since: now },
  });
}

/** After the last server: leadership is given back, where this run has moved it; then the settings. */
function toTheEnd(run: ActiveRun, now: number): ActiveRun {
  const { leaders, targets, stopRequest } = run.progress;
  const moved = targets.some(({ role, state }) => role === 'replica' && state !== 'pending');
  if (leaders === undefined || !moved || !givesLeadershipBack(run.options) || run.status === 'aborting')
    return toLeaving(run, now);
  const restoring = inPhase(run, { kind: 'restore-leadership', since: now });
  // Who wants a pause wants nothing more to be moved.
  return run.status === 'pausing'
    ? toLeaving(restoring, now, { code: 'paused-by', by: stopRequest?.by ?? { code: 'a-request' } })
    : restoring;
}

/** @param why leadership is not given back any further, where it was being given back and that is not done */
export function toLeaving(run: ActiveRun, now: number, why?: Message): ActiveRun {
  const { stopRequest } = run.progress;
  const stopped: Message | undefined =
    run.status === 'aborting' ? { code: 'aborted-by', by: stopRequest?.by ?? { code: 'a-request' } } : undefined;
  return inPhase(endRestoring(run, now, why ?? stopped), { kind: 'leave-maintenance', since: now, defaultsTried: [] });
}

/** Tells what giving leadership back has come to, where that was under way. */
function endRestoring(run: ActiveRun, now: number, why: Message | undefined): ActiveRun {
  const { phase } = run.progress;
  if (phase.kind !== 'restore-leadership') return run;
  const { toMove, gone = 0, countdown } = phase;
  const left = countdown?.left;
  const moved = Math.max(0, (toMove ?? 0) - (left ?? 0) - gone);
  const restored = { moved, gone, ...(left === undefined ? {} : { left }) };
  const noted = progressed(run, { leadershipRestored: { ...restored, ...(why === undefined ? {} : { why }) } });
  if (why !== undefined)
    return log(noted, now, { kind: 'note', message: { code: 'leadership-left', ...restored, why } });
  return moved + gone === 0
    ? noted
    : log(noted, now, { kind: 'note', message: { code: 'leadership-restored', moved, gone } });
}

/** All that the server at hand led is led by others now. */
export function notePrimariesMoved(run: ActiveRun): ActiveRun {
  const { phase } = run.progress;
  const target = currentTarget(run);
  const { leads = 0, primariesMoved = 0 } = target ?? {};
  return phase.kind === 'target' && leads > 0
    ? changeTarget(run, phase.target, { leads: 0, primariesMoved: primariesMoved + leads })
    : run;
}

/**
 * Ends the server at hand and goes on: to the next one, to a canary's question, or to the stop that people asked for.
 */
export function finishTarget(
  run: ActiveRun,
  now: number,
  leader: NodeAddress | undefined,
  end: { readonly state: 'done' | 'skipped' | 'failed'; readonly why?: Message },
): ActiveRun {
  const target = currentTarget(run);
  const { phase } = run.progress;
  if (target === undefined || phase.kind !== 'target') return run;
  const spent = { ...target.spent, [phase.step.kind]: (target.spent[phase.step.kind] ?? 0) + now - phase.step.since };
  const ended = changeTarget(run, phase.target, {
    state: end.state,
    endedAt: now,
    spent,
    ...(end.why === undefined ? {} : { whySkipped: end.why }),
  });
  const event: StatusEvent =
    end.state === 'done'
      ? {
          kind: 'target-done',
          role: target.role,
          address: target.address,
          ms: totalMs(spent),
          spent,
          ...(target.runs === undefined ? {} : { version: target.runs }),
        }
      : { kind: 'target-skipped', role: target.role, address: target.address, why: end.why ?? { code: 'skipped' } };
  const next = toNextTarget(log(ended, now, event), now, leader);

  if (next.status === 'aborting') return toLeaving(next, now);
  const replicas = next.progress.targets.filter(({ role }) => role === 'replica');
  const isCanary =
    next.options.canary &&
    end.state === 'done' &&
    target.role === 'replica' &&
    replicas.filter(({ state }) => state === 'done').length === 1;
  if (isCanary && next.progress.phase.kind === 'target')
    return paused(log(next, now, { kind: 'canary', address: target.address }), now, {
      code: 'canary-done',
      node: target.address,
    });
  if (next.status !== 'pausing') return next;
  // After the last server there is nothing that a pause could keep from being begun; leaving always happens.
  return next.progress.phase.kind === 'target'
    ? stopHere(next, now)
    : rolling(
        log(next, now, {
          kind: 'note',
          message: { code: 'nothing-to-pause' },
        }),
        now,
      );
}

/** At a safe point, with nothing under way: does what people asked for. */
export function stopHere(run: ActiveRun, now: number): ActiveRun {
  if (run.status === 'aborting') return toLeaving(run, now);
  return run.status === 'pausing'
    ? paused(run, now, { code: 'paused-by', by: run.progress.stopRequest?.by ?? { code: 'a-request' } })
    : run;
}

/** Where a run goes on after people answered a hold, or resumed it. */
export function startOver(run: ActiveRun, now: number): ActiveRun {
  // A setting that did not take is tried anew for the whole stall time.
  const again = without(rolling(run, now), 'correcting');
  const { phase } = again.progress;
  if (phase.kind === 'restore-leadership') {
    const { countdown: _counted, proposedAt: _proposed, batch: _batch, ...rest } = phase;
    return inPhase(again, { ...rest, since: now });
  }
  if (phase.kind !== 'target') return inPhase(again, { ...phase, since: now });
  const { step } = phase;
  switch (step.kind) {
    case 'gates':
    case 'move-primaries':
    case 'downgrade-secondaries':
    case 'drain':
    case 'close-replicas':
    case 'flush-log':
    case 'last-look':
    case 'undrain':
      return fromItsStart(again, step.kind, now);
    case 'process':
      // A command under way is waited for; a server whose process was ended has to be brought back.
      return step.command !== undefined || currentTarget(again)?.processDown === true
        ? again
        : fromItsStart(again, step.kind, now);
    case 'settle':
      return inStep(again, now, { kind: 'settle', since: now });
    case 'await-return':
      return inStep(again, now, { kind: 'await-return', since: now });
    case 'heal':
      return inStep(again, now, { kind: 'heal', since: now, fullReadings: 0 });
    case 'before':
      // One that is under way is waited for; everything else is looked at again from the start.
      return step.command === undefined ? fromItsStart(again, step.kind, now) : again;
    case 'soak':
    case 'verify':
    case 'after':
      return again;
  }
}

/** The process of the server at hand runs: it is begun anew, or left. */
function fromItsStart(run: ActiveRun, step: Step['kind'], now: number): ActiveRun {
  // Whoever aborted it has seen what it was held for: it waits for nothing more.
  if (run.status === 'aborting') return toLeaving(run, now);
  // Half drained is not a place to go on from: everything back first, then anew. A skipped server only gets everything
  // back.
  return step !== 'undrain' && currentTarget(run)?.drainedPartitions.length === 0
    ? toGates(run, now)
    : toUndrain(run, now);
}

/** Gives the server at hand its replicas back, before its process was stopped. */
export const toUndrain = (run: ActiveRun, now: number): ActiveRun =>
  inStep(run, now, { kind: 'undrain', since: now, fullReadings: 0 });

/** The server at hand is begun from its start, with nothing off it. */
export function toGates(run: ActiveRun, now: number): ActiveRun {
  const { phase } = run.progress;
  return phase.kind === 'target'
    ? inStep(changeTarget(run, phase.target, { drainedPartitions: [], drainRounds: 0 }), now, {
        kind: 'gates',
        since: now,
      })
    : run;
}

export function pausing(run: ActiveRun, now: number, by: Message): RunIn<'pausing'> {
  const asked = log({ ...withoutState(run), status: 'pausing' } as const, now, { kind: 'pausing', by });
  return { ...asked, progress: { ...asked.progress, stopRequest: { kind: 'pause', by, at: now } } };
}

export function aborting(run: ActiveRun, now: number, by: Message): RunIn<'aborting'> {
  const asked = log({ ...withoutState(run), status: 'aborting', since: now } as const, now, { kind: 'aborting', by });
  return { ...asked, progress: { ...asked.progress, stopRequest: { kind: 'abort', by, at: now } } };
}

/** Everything is put back: the run ends. */
export function finish(run: ActiveRun, now: number, cluster: ClusterLeft): RunIn<'done' | 'aborted'> {
  const { targets, stopRequest } = run.progress;
  const rolled = targets.filter(({ state }) => state === 'done').map(({ address }) => address);
  const notRolled = targets.filter(({ state }) => state !== 'done').map(({ address }) => address);
  const aborted = run.status === 'aborting';
  const away = targets.filter((target) => target.processDown).map(({ address }) => address);
  const lowered = run.progress.saved?.minLive ?? [];
  const frozen = run.progress.frozenByHand;
  const notAsBefore: readonly Message[] = [
    ...(away.length === 0 ? [] : [{ code: 'left-stopped' as const, nodes: away }]),
    ...(frozen === undefined ? [] : [{ code: 'left-frozen' as const, level: frozen.level }]),
    ...(lowered.length === 0 ? [] : [minLiveLeft(lowered)]),
    ...hooksNotRun(run),
  ];
  const left: Message = notAsBefore.length === 0 ? { code: 'all-restored' } : { code: 'sentences', of: notAsBefore };
  const common = log(withoutState(run) as RunIn<'rolling'>, now, {
    kind: 'ended',
    how: aborted ? 'aborted' : 'done',
    rolled,
    notRolled,
    left,
    cluster,
  });
  return aborted
    ? { ...common, status: 'aborted', endedAt: now, by: stopRequest?.by ?? { code: 'a-request' } }
    : { ...common, status: 'done', endedAt: now };
}
