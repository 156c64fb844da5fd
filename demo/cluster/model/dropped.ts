import { without, type Partition } from './catalogue.js';
import { flagNumber, reservedDroppedFlag } from './flags.js';
import { partitionMemory, type LeaderMemory } from './leader-memory.js';
import { now, type World } from './world.js';

/** A server was taken out of the partition's configuration: three are remembered for good, more by the leader. */
export function noteDrop(world: World, leader: LeaderMemory, partition: Partition, node: string): void {
  partition.lastDrops = [...without(partition.lastDrops, node), node].slice(-3);
  const memory = partitionMemory(leader, partition);
  memory.dropped = [...memory.dropped.filter((drop) => drop.node !== node), { node, at: now(world) }];
  evict(world, leader, partition);
  memory.preferred = memory.dropped.length - 1;
}

/** It is in the configuration again. */
export function forgetDrop(leader: LeaderMemory, partition: Partition, node: string): void {
  partition.lastDrops = without(partition.lastDrops, node);
  const memory = partitionMemory(leader, partition);
  memory.dropped = memory.dropped.filter((drop) => drop.node !== node);
  memory.preferred = memory.dropped.length - 1;
}

function evict(world: World, leader: LeaderMemory, partition: Partition): void {
  const memory = partitionMemory(leader, partition);
  const present = partition.secondaries.length + (partition.primary === undefined ? 0 : 1);
  const most =
    partition.table.replicas +
    (flagNumber(world.processes.get(leader.meta), reservedDroppedFlag) ?? world.config.maxReservedDropped);
  while (memory.dropped.length > 0 && present + memory.dropped.length > most) memory.dropped.shift();
}
