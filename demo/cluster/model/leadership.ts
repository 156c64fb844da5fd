import { beaconsBegin, forgetServers, meetServers } from './failure-detection.js';
import { newLeaderMemory, type LeaderMemory } from './leader-memory.js';
import { retryRefused } from './reconfigure.js';
import type { ServerProcess } from './server-process.js';
import { startTicking } from './tick.js';
import { answers, need, now, type World } from './world.js';

/** A meta that has come up queues for the lock; it leads when nobody holds it. */
export function queueForLock(world: World, meta: string): void {
  world.lockQueue = [...world.lockQueue.filter((other) => other !== meta), meta];
  elect(world);
}

/**
 * A meta is gone, hung for longer than its session, or has lost the lock: the lock is free only when the
 * ZooKeeper session has ended, whether the process was killed or told to end (it does not say goodbye).
 */
export function leaveLock(world: World, meta: string, sessionMs = world.timing.sessionMs): void {
  world.lockQueue = world.lockQueue.filter((other) => other !== meta);
  const { leader } = world;
  if (leader?.meta !== meta) return;
  leader.cancelTick?.();
  forgetServers(leader);
  world.leader = undefined;
  world.lockFreeAt = now(world) + sessionMs;
  world.emit('leader', meta, 'gone');
  need(world, 'election', 'cluster', now(world), now(world));
  world.agenda.after(sessionMs, () => {
    world.lockHolder = undefined;
    elect(world);
  });
}

/** SIGSTOP of a leader: nothing happens until its session ends; then it has lost, and ends itself when it goes on. */
export function expireHungLeader(world: World, process: ServerProcess, exit: () => void): void {
  const { leader } = world;
  if (leader?.meta !== process.address) return;
  const { starts } = process;
  world.agenda.after(world.timing.sessionMs, () => {
    if (!process.hung || process.starts !== starts || world.leader !== leader) return;
    leaveLock(world, process.address, 0);
    process.whenContinued.push(exit);
  });
}

/**
 * The lock goes to the first in the queue that answers; it starts from its config file: the settings of the one before
 * are lost.
 */
function elect(world: World): void {
  if (world.leader !== undefined || now(world) < world.lockFreeAt) return;
  const meta = world.lockQueue.find((candidate) => answers(world.processes.get(candidate)));
  if (meta === undefined) return;
  const leader = lead(world, meta);
  world.agenda.after(world.timing.loadStateMs, () => {
    if (world.leader !== leader) return;
    leader.loaded = true;
    world.emit('leader', meta, 'active');
    const election = world.needed.findLast(({ kind }) => kind === 'election');
    if (election !== undefined) election.to = now(world);
    meetServers(world, leader);
    startTicking(world, leader, world.timing.tickMs);
    retryRefused(world);
  });
}

/**
 * The first meta has led since long before the simulation: it knows every server, and is anywhere between two ticks.
 */
export function leadFromTheStart(world: World, meta: string): void {
  const leader = lead(world, meta);
  leader.loaded = true;
  for (const address of world.replicaAddresses) {
    const process = world.processes.get(address);
    if (process !== undefined) beaconsBegin(world, process);
  }
  startTicking(world, leader, world.random.between(0, world.timing.tickMs));
}

function lead(world: World, meta: string): LeaderMemory {
  const leader = newLeaderMemory(meta, now(world), world.config);
  world.leader = leader;
  world.lockHolder = meta;
  world.lockQueue = [meta, ...world.lockQueue.filter((other) => other !== meta)];
  world.emit('leader', meta, 'elected');
  return leader;
}
