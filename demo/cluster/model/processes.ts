import { byGpid, type Partition } from './catalogue.js';
import { unflushedMb } from './closing.js';
import { beaconsBegin, beaconsEnd } from './failure-detection.js';
import { expireHungLeader, leaveLock, queueForLock } from './leadership.js';
import { stopLearning } from './learning.js';
import type { ReplicaHost } from './replica-host.js';
import { sync } from './reconfigure.js';
import type { ServerProcess } from './server-process.js';
import { answers, need, noteCounts, now, type World } from './world.js';

/** Starts a process. False when it is there already, be it on its way out. */
export function start(world: World, process: ServerProcess): boolean {
  if (process.state !== 'down') return false;
  const bad = process.badStarts.shift();
  process.state = 'starting';
  process.hung = false;
  process.starts++;
  process.startedAt = now(world);
  if (bad?.keepsOldVersion !== true) {
    process.version = process.installed.version;
    process.commit = process.installed.commit;
  }
  if (bad?.keepsOldConfig !== true) process.readFlags = new Map(process.writtenFlags);
  world.emit('process', process.address, `started ${process.version}`);
  const { starts } = process;
  const current = (act: () => void) => (): void => {
    if (process.starts === starts && process.state !== 'down') act();
  };
  const takes = startMs(world, process) + (bad?.slowerByMs ?? 0);
  if (process.role === 'replica') {
    world.agenda.after(
      Math.min(world.timing.listenMs, takes),
      current(() => {
        unlessHung(process, () => {
          listen(world, process);
        });
      }),
    );
  }
  world.agenda.after(
    takes,
    current(() => {
      unlessHung(process, () => {
        if (process.state === 'starting') serve(world, process);
      });
    }),
  );
  if (bad?.diesAfterMs !== undefined) {
    world.agenda.after(
      bad.diesAfterMs,
      current(() => {
        die(world, process);
      }),
    );
  }
  return true;
}

function listen(world: World, process: ServerProcess): void {
  if (process.listening) return;
  process.listening = true;
  world.emit('process', process.address, 'listens');
}

/** The process is gone, from one moment to the next. What it had not flushed is in its log. */
export function die(world: World, process: ServerProcess): void {
  if (process.state === 'down') return;
  const beaconed = answers(process);
  process.state = 'down';
  process.listening = false;
  process.hung = false;
  process.livePercentage = world.config.livePercentage;
  process.changedFlags.clear();
  process.whenContinued.length = 0;
  world.emit('process', process.address, 'gone');
  if (process.role === 'meta') leaveLock(world, process.address);
  const host = world.hosts.get(process.address);
  if (host === undefined) return;
  for (const replica of host.replicas.values()) {
    if (replica.place === 'serving' && replica.leftAt === undefined) replica.leftAt = now(world);
  }
  host.clearCounts();
  abortLearning(world, process.address);
  if (beaconed) beaconsEnd(world, process);
}

/** SIGTERM is no graceful stop: it answers nothing more and is gone soon. `done` is called when it is. */
export function terminate(world: World, process: ServerProcess, done: () => void): void {
  const { starts } = process;
  const begun = now(world);
  const end = (): void => {
    if (process.state === 'down' || process.starts !== starts) {
      done();
      return;
    }
    if (process.state !== 'stopping') {
      if (answers(process) && process.role === 'replica') beaconsEnd(world, process);
      process.state = 'stopping';
      process.listening = false;
      world.emit('process', process.address, 'terminating');
      if (process.role === 'meta') leaveLock(world, process.address);
    }
    world.agenda.after(world.timing.termMs, () => {
      if (process.starts === starts) die(world, process);
      need(world, 'stop', process.address, begun, now(world));
      done();
    });
  };
  unlessHung(process, end);
}

/** SIGSTOP. */
export function hang(world: World, process: ServerProcess): void {
  if (process.state === 'down' || process.hung) return;
  const beaconed = answers(process);
  process.hung = true;
  world.emit('process', process.address, 'hangs');
  if (beaconed && process.role === 'replica') beaconsEnd(world, process);
  abortLearning(world, process.address);
  expireHungLeader(world, process, () => {
    die(world, process);
  });
}

/** SIGCONT: what waited for it happens now. */
export function goOn(world: World, process: ServerProcess): void {
  if (!process.hung) return;
  process.hung = false;
  world.emit('process', process.address, 'goes on');
  for (const act of process.whenContinued.splice(0)) act();
  if (!answers(process)) return;
  const host = world.hosts.get(process.address);
  if (host !== undefined) {
    beaconsBegin(world, process);
    sync(world, host);
  }
}

function unlessHung(process: ServerProcess, act: () => void): void {
  if (process.hung) process.whenContinued.push(act);
  else act();
}

/** Opening every replica, and replaying what was not flushed: none after its replicas were closed. */
function startMs(world: World, process: ServerProcess): number {
  const { timing } = world;
  const host = world.hosts.get(process.address);
  if (host === undefined) return process.role === 'meta' ? timing.metaStartMs : timing.collectorStartMs;
  let takes = timing.bootMs;
  for (const replica of host.replicas.values()) {
    takes += timing.openReplicaMs + unflushedMb(world, replica) * timing.replayMsPerMb;
    host.move(replica, 'opening');
    replica.status = 'inactive';
  }
  return Math.round(takes);
}

/** It answers remote commands, then sends beacons, then hears from the meta which replicas are its own. */
function serve(world: World, process: ServerProcess): void {
  listen(world, process);
  process.state = 'serving';
  world.emit('process', process.address, 'serves');
  if (process.role === 'meta') queueForLock(world, process.address);
  const host = world.hosts.get(process.address);
  if (host === undefined) {
    need(world, 'start', process.address, process.startedAt, now(world));
    return;
  }
  openAll(world, host);
  const { starts } = process;
  host.syncPending = false;
  world.agenda.after(world.timing.firstBeaconMs, () => {
    if (process.starts !== starts || !answers(process)) return;
    need(world, 'start', process.address, process.startedAt, now(world));
    beaconsBegin(world, process);
    sync(world, host);
  });
}

function openAll(world: World, host: ReplicaHost): void {
  for (const replica of host.replicas.values()) {
    if (replica.partition.table.status === 'DROPPED') {
      host.forget(replica);
      continue;
    }
    host.move(replica, 'serving');
    replica.flushedAt = now(world);
  }
  noteCounts(world, host);
}

/** Everything that learns on the server, or from it. */
function abortLearning(world: World, node: string): void {
  const ending: [Partition, string][] = [];
  for (const [partition, learners] of world.learners) {
    for (const learner of learners.keys())
      if (learner === node || partition.primary === node) ending.push([partition, learner]);
  }
  ending.sort(([one], [other]) => byGpid(one, other));
  for (const [partition, learner] of ending) {
    stopLearning(world, partition, learner);
    const replica = world.hosts.get(learner)?.replicas.get(partition);
    if (replica?.status === 'learner') replica.status = 'inactive';
  }
}
