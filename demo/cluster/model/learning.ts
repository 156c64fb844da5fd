import type { Partition } from './catalogue.js';
import type { Action } from './leader-memory.js';
import { gathered } from './timing.js';
import { ableHost, need, noteCounts, now, type World } from './world.js';

/**
 * The learner opens what it has on disk and fetches what it missed. With `learned` its primary asks that it count as
 * secondary.
 */
export function learn(world: World, partition: Partition, action: Action, learned: () => void): void {
  const host = ableHost(world, action.node);
  const learners = world.learners.get(partition) ?? new Map<string, () => void>();
  if (host === undefined || learners.has(action.node)) return;
  if (action.type === 'ADD_SECONDARY' && partition.secondaries.length + learners.size >= partition.table.replicas - 1)
    return;
  const { timing } = world;
  const time = now(world);
  const before = host.replicas.get(partition);
  const missedMb =
    before === undefined
      ? timing.dataMbPerReplica
      : (timing.writeMbPerSecond * (time - (before.leftAt ?? time))) / 1000;
  if (before === undefined && !host.takesCopies) {
    world.emit('fault', action.node, `has no room for ${partition.gpid}`);
    return;
  }
  const replica = host.hold(partition, 'learner', time);
  replica.leftAt ??= time;
  noteCounts(world, host);
  world.learners.set(partition, learners);
  if (world.faults.learnersStalled) {
    learners.set(action.node, () => undefined);
    return;
  }
  host.learnsUntil =
    Math.max(host.learnsUntil, time + timing.learnBaseMs) + timing.learnReplicaMs + missedMb * timing.learnMsPerMb;
  const cancel = world.agenda.after(gathered(host.learnsUntil - time), () => {
    stopLearning(world, partition, action.node);
    need(world, 'learn', action.node, time, now(world));
    if (partition.primary !== action.target || ableHost(world, action.node) === undefined) replica.status = 'inactive';
    else learned();
  });
  learners.set(action.node, cancel);
}

export function stopLearning(world: World, partition: Partition, node: string): void {
  const learners = world.learners.get(partition);
  learners?.get(node)?.();
  learners?.delete(node);
  if (learners?.size === 0) world.learners.delete(partition);
}
