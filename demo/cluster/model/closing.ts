import type { LocalReplica, ReplicaHost } from './replica-host.js';
import { gathered } from './timing.js';
import { need, noteCounts, now, type World } from './world.js';

/** Megabytes that are in the log and not in files yet. */
export function unflushedMb(world: World, replica: LocalReplica): number {
  const { writeMbPerSecond, memtableMb } = world.timing;
  return Math.min(
    memtableMb,
    Math.max(0, ((replica.leftAt ?? now(world)) - replica.flushedAt) * writeMbPerSecond * 0.001),
  );
}

/** Flushes and closes replicas of a server, one after another; `lingering` ones stay in `closing` long. */
export function close(world: World, host: ReplicaHost, replicas: readonly LocalReplica[], lingering: boolean): void {
  if (replicas.length === 0) return;
  const { timing } = world;
  const time = now(world);
  const { starts } = host.process;
  const batches = new Map<number, LocalReplica[]>();
  let takes = lingering ? timing.gcReplicaMs : timing.closeBaseMs;
  for (const replica of replicas) {
    takes += timing.closeReplicaMs + unflushedMb(world, replica) * timing.flushMsPerMb;
    const at = gathered(takes);
    batches.set(at, [...(batches.get(at) ?? []), replica]);
    replica.leftAt ??= time;
    replica.status = 'inactive';
    host.move(replica, 'closing');
  }
  for (const [at, batch] of batches) {
    world.agenda.after(at, () => {
      if (host.process.starts !== starts || host.process.state === 'down') return;
      for (const replica of batch) {
        if (replica.place !== 'closing') continue;
        replica.flushedAt = replica.leftAt ?? now(world);
        host.move(replica, 'disk');
      }
      noteCounts(world, host);
      world.emit('replicas', host.process.address, `closed ${batch.length}`);
    });
  }
  world.emit('replicas', host.process.address, `closing ${replicas.length}`);
  if (!lingering) need(world, 'close', host.process.address, time, time + gathered(takes));
  noteCounts(world, host);
}
