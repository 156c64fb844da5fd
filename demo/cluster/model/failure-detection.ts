import type { LeaderMemory, NodeMemory } from './leader-memory.js';
import { dropDead, miss, retryRefused } from './reconfigure.js';
import type { ServerProcess } from './server-process.js';
import { answers, now, waitForTick, type World } from './world.js';

/**
 * The leader's view of which replica servers live. Beacons are not simulated one by one: what counts is
 * when they begin, when they end, and what the leader does with the first of a new process.
 */

/** The process sends beacons from now on. A server the leader has given up, or never seen, becomes ALIVE. */
export function beaconsBegin(world: World, process: ServerProcess): void {
  const { leader } = world;
  if (leader === undefined || !answers(process)) return;
  const node = nodeMemory(leader, process.address);
  if (!isStable(world, node, process)) {
    expectDeath(world, leader, process.address);
    const { starts } = process;
    world.agenda.after(process.startedAt + world.config.stableRunMs - now(world), () => {
      if (process.starts === starts && world.leader === leader) beaconsBegin(world, process);
    });
    return;
  }
  node.cancelDetection?.();
  node.cancelDetection = undefined;
  if (node.alive) return;
  node.alive = true;
  world.emit('node', process.address, 'ALIVE');
  waitForTick(world, leader);
  retryRefused(world);
}

/** No more beacons: killed, or hung. Its primaries' secondaries elsewhere are not told; the meta is not either. */
export function beaconsEnd(world: World, process: ServerProcess): void {
  if (world.leader !== undefined) expectDeath(world, world.leader, process.address);
  const { noticeShare, noticeMinMs, noticeMaxMs } = world.timing;
  for (const partition of world.catalogue.of(process.address).secondaries) {
    if (world.random.next() >= noticeShare) continue;
    world.agenda.after(world.random.between(noticeMinMs / 500, noticeMaxMs / 500) * 500, () => {
      miss(world, partition, process.address);
    });
  }
}

/** The servers a new leader starts with: who holds a replica is presumed ALIVE until the grace is over. */
export function meetServers(world: World, leader: LeaderMemory): void {
  for (const address of world.replicaAddresses) {
    const { primaries, secondaries } = world.catalogue.of(address);
    const process = world.processes.get(address);
    if (primaries.size + secondaries.size > 0) nodeMemory(leader, address).alive = true;
    if (!answers(process)) {
      if (leader.nodes.has(address)) expectDeath(world, leader, address);
      continue;
    }
    const { starts } = process;
    world.agenda.after(world.random.between(0, world.timing.beaconMs), () => {
      if (process.starts === starts && world.leader === leader) beaconsBegin(world, process);
    });
  }
}

export function forgetServers(leader: LeaderMemory): void {
  for (const node of leader.nodes.values()) node.cancelDetection?.();
}

function expectDeath(world: World, leader: LeaderMemory, address: string): void {
  const node = leader.nodes.get(address);
  if (node === undefined || !node.alive || node.cancelDetection !== undefined) return;
  const { detectionMinMs, detectionMaxMs } = world.timing;
  node.cancelDetection = world.agenda.after(world.random.between(detectionMinMs, detectionMaxMs), () => {
    node.cancelDetection = undefined;
    node.alive = false;
    world.emit('node', address, 'UNALIVE');
    if (leader.level !== 'stopped' && leader.level !== 'blind') dropDead(world, leader, address);
  });
}

/** Five starts in a row, each soon after the one before, and its beacons are ignored until it has run long enough. */
function isStable({ config, agenda }: World, node: NodeMemory, process: ServerProcess): boolean {
  if (node.lastStart === undefined) node.unstableRestarts = 0;
  else if (node.lastStart !== process.startedAt)
    node.unstableRestarts = process.startedAt - node.lastStart < config.stableRunMs ? node.unstableRestarts + 1 : 0;
  else if (agenda.now() - process.startedAt >= config.stableRunMs) node.unstableRestarts = 0;
  node.lastStart = process.startedAt;
  return node.unstableRestarts < config.maxUnstableRestarts;
}

function nodeMemory(leader: LeaderMemory, address: string): NodeMemory {
  const known = leader.nodes.get(address);
  if (known !== undefined) return known;
  const fresh: NodeMemory = { alive: false, cancelDetection: undefined, lastStart: undefined, unstableRestarts: 0 };
  leader.nodes.set(address, fresh);
  return fresh;
}
