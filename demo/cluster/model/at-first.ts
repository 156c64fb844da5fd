import { layOut, shuffled } from './layout.js';
import type { ServerProcess, ServerRole } from './server-process.js';
import { noteCounts, type World } from './world.js';

/** A process that has been up for long when the simulation begins. */
export function upSince(
  world: World,
  role: ServerRole,
  address: string,
  built: { version: string; commit: string },
): ServerProcess {
  return {
    role,
    address,
    state: 'serving',
    listening: true,
    hung: false,
    ...built,
    installed: built,
    // Long enough ago that no first restart is an unstable one, and not on the same config-sync beat.
    startedAt: world.agenda.now() - 3_600_000 - world.random.between(0, 29) * 1000,
    starts: 0,
    whenContinued: [],
    badStarts: [],
    lies: false,
    clockAheadMs: 0,
    livePercentage: world.config.livePercentage,
    changedFlags: new Map(),
    writtenFlags: new Map(),
    readFlags: new Map(),
  };
}

/** The tables of the beginning, full and balanced. */
export function fill(
  world: World,
  tables: readonly { readonly name: string; readonly partitions: number; readonly replicas: number }[],
): void {
  const order = shuffled(world.random, world.replicaAddresses);
  let from = 0;
  for (const { name, partitions, replicas } of tables) {
    const table = world.catalogue.add(name, replicas, partitions, world.agenda.now() - 3_600_000, 'AVAILABLE');
    layOut(world.catalogue, table, order, from);
    from += partitions;
  }
  for (const host of world.hosts.values()) {
    const { primaries, secondaries } = world.catalogue.of(host.process.address);
    const longFlushed = host.process.startedAt + 3_000_000;
    for (const partition of primaries) host.hold(partition, 'primary', longFlushed);
    for (const partition of secondaries) host.hold(partition, 'secondary', longFlushed);
    host.note(0, world.timing.counterSnapshotMs);
    noteCounts(world, host);
  }
}
