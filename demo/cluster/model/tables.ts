import type { Table } from './catalogue.js';
import { setActions } from './leader-memory.js';
import { stopLearning } from './learning.js';
import { syncLater } from './reconfigure.js';
import { now, type World } from './world.js';

/** CREATING for a moment, then AVAILABLE and empty: the ticks place its replicas, one a partition and tick. */
export function createTable(
  world: World,
  name: string,
  partitions: number,
  replicas: number,
  creatingMs = world.timing.createTableMs,
): void {
  const table = world.catalogue.add(name, replicas, partitions, now(world), 'CREATING');
  world.emit('table', name, 'creating');
  world.agenda.after(creatingMs, () => {
    table.status = 'AVAILABLE';
    world.emit('table', name, 'available');
  });
}

/** DROPPING for a moment, then DROPPED; its servers close the replicas with their next config sync. */
export function dropTable(world: World, name: string, droppingMs = world.timing.dropTableMs): boolean {
  const table = available(world, name);
  if (table === undefined) return false;
  table.status = 'DROPPING';
  world.emit('table', name, 'dropping');
  world.agenda.after(droppingMs, () => {
    table.status = 'DROPPED';
    table.droppedAt = now(world);
    for (const partition of table.partitions) {
      for (const learner of [...(world.learners.get(partition)?.keys() ?? [])]) stopLearning(world, partition, learner);
      world.waiting.delete(partition);
      if (world.leader !== undefined) setActions(world.leader, partition, []);
    }
    world.catalogue.forget(table);
    for (const host of world.hosts.values()) syncLater(world, host);
    world.emit('table', name, 'dropped');
  });
  return true;
}

/** Doubles the partitions: the children have no primary until they are registered, beside their parents. */
export function splitTable(world: World, name: string, splittingMs = world.timing.splitTableMs): boolean {
  const table = available(world, name);
  if (table === undefined) return false;
  const parents = table.partitions.length;
  table.splitsFrom = parents;
  world.catalogue.grow(table, parents * 2);
  const children = table.partitions.slice(parents);
  for (const child of children) {
    // The meta's word for none: it is not the cure's until it is registered.
    child.ballot = -1;
    world.catalogue.unsettled.delete(child);
  }
  world.emit('table', name, `splits into ${parents * 2}`);
  world.agenda.after(splittingMs, () => {
    table.splitsFrom = undefined;
    if (table.status !== 'AVAILABLE') return;
    for (const child of children) {
      const parent = table.partitions[child.index - parents];
      if (parent === undefined) continue;
      world.catalogue.configure(child, parent.primary, parent.secondaries, parent.ballot + 1);
      for (const node of [parent.primary, ...parent.secondaries]) {
        if (node !== undefined)
          world.hosts.get(node)?.hold(child, node === parent.primary ? 'primary' : 'secondary', now(world));
      }
    }
    world.emit('table', name, 'split');
  });
  return true;
}

/** At once: its id, partitions and replicas stay what they are. */
export function renameTable(world: World, name: string, newName: string): boolean {
  const table = available(world, name);
  if (table === undefined || available(world, newName) !== undefined) return false;
  world.catalogue.rename(table, newName);
  world.emit('table', name, `is called ${newName}`);
  return true;
}

const available = (world: World, name: string): Table | undefined =>
  world.catalogue.tables.find((table) => table.name === name && table.status === 'AVAILABLE');
