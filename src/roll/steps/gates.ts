import { formatDuration } from '../../lib/duration.js';
import { changeTarget, inStep, log } from '../active.js';
import { mayBegin } from '../calendar.js';
import type { StatusEvent } from '../event.js';
import { blocks, collectorGates, metaGates, replicaServerGates } from '../gates/gates.js';
import type { GateScene } from '../gates/gate-scene.js';
import type { GateVerdict } from '../gates/verdict.js';
import { gpidsOf, partitionsOf } from '../members.js';
import { pausedOutside } from '../outside-window.js';
import { makeHold } from './holds.js';
import { again, hold, wait, type Outcome, type Scene, type Sight } from './outcome.js';

/** Before a server is touched: every gate passes. What waiting can heal is waited for, what it cannot holds at once. */
export function gatesStep(scene: Scene<'gates'>): Outcome {
  const { run, target, targetIndex, step, seen, context } = scene;
  // A server that was begun is finished, whatever the time; none is begun, nor begun anew with all its replicas back.
  if (!mayBegin(context.calendar, run.options)) return again(pausedOutside(run, context));
  const blocking = blocks(verdicts(scene));
  const [first] = blocking;
  if (first !== undefined) {
    const waited = context.now - step.since;
    if (blocking.some(({ lasting }) => lasting) || waited >= context.policy.timing.stall) {
      const what = `${target.address} is not safe to stop${waited > 0 ? ` (blocked for ${formatDuration(waited)})` : ''}: ${blocking.map(({ reason }) => reason).join('; ')}`;
      return hold(run, makeHold(run, 'gate', what, {
        gates: blocking,
        nodes: blocking.flatMap(({ nodes }) => nodes),
        gpids: blocking.flatMap(({ gpids }) => gpids),
        retry: 'check again',
        ...(blocking.every(({ gate }) => gate === 'restart-budget') ? { force: 'restart it all the same' } : {}),
      }));
    }
    return wait(run, blocking.map(({ gate, reason }) => `${gate}: ${reason}`).join('; '), step.since);
  }

  const started = changeTarget(run, targetIndex, {
    state: 'active',
    startedAt: target.startedAt ?? context.now,
    taken: target.role === 'replica' ? gpidsOf(partitionsOf(seen, target.address)) : [],
  });
  const told = target.startedAt === undefined ? log(started, context.now, startEvent(scene)) : started;
  const drains = target.role === 'replica' && run.options.mode === 'ha';
  const emptying = run.plan.drain === 'fast' ? 'drain' : 'move-primaries';
  return again(inStep(told, context.now, { kind: drains ? emptying : 'last-look', since: context.now }));
}

/** The gates of the server at hand; also the last look before its process is stopped. */
export function verdicts({ run, target, seen, context }: Sight): readonly GateVerdict[] {
  const scene: GateScene = {
    seen,
    policy: context.policy,
    options: run.options,
    now: context.now,
    restarts: context.restarts,
    lock: undefined,
    calendar: context.calendar,
    allowance: { node: target.address, taken: target.taken },
  };
  switch (target.role) {
    case 'replica':
      return replicaServerGates(scene, target.address).filter(({ gate }) => gate !== 'restart-budget' || !target.forced.includes('gate'));
    case 'meta':
      return metaGates(scene, target.address);
    case 'collector':
      return collectorGates(scene);
  }
}

function startEvent({ run, target, seen }: Sight): StatusEvent {
  const nth = run.progress.targets.filter(({ state }) => state === 'done' || state === 'skipped' || state === 'failed').length + 1;
  const server = seen.nodes.find(({ address }) => address === target.address);
  const counts = target.role === 'replica' && server !== undefined ? { primaries: server.primaries, secondaries: server.secondaries } : {};
  return { kind: 'target-started', role: target.role, address: target.address, nth, of: run.progress.targets.length, ...counts };
}
