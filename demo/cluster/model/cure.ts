import { byGpid, isMember, type Partition } from './catalogue.js';
import { partitionMemory, setActions, type Action, type LeaderMemory, type Newly } from './leader-memory.js';
import { min2pc } from './settings.js';
import { isAlive, now, type World } from './world.js';

/**
 * What the leader would do for a partition now (docs/pegasus.md, "The tick"), in this order: registered proposals; a
 * missing primary; a missing secondary; one too many; nothing. What it chooses stays registered until done.
 */
export function cure(world: World, leader: LeaderMemory, partition: Partition): Action | undefined {
  const memory = partitionMemory(leader, partition);
  const head = memory.actions[0];
  if (head !== undefined) {
    if (isValid(leader, partition, head)) return head;
    world.emit('proposal', partition.gpid, `cleared: ${head.type} no longer fits`);
    setActions(leader, partition, []);
  }
  const action = choose(world, leader, partition);
  if (action !== undefined) setActions(leader, partition, [action]);
  return action;
}

/** The validation of a proposal's head (docs/pegasus.md, "Proposals"). */
function isValid(leader: LeaderMemory, partition: Partition, { target, node, type }: Action): boolean {
  if (!isAlive(leader, target) || !isAlive(leader, node)) return false;
  switch (type) {
    case 'ASSIGN_PRIMARY':
      return node === target && partition.primary === undefined && !partition.secondaries.includes(node);
    case 'UPGRADE_TO_PRIMARY':
      return node === target && partition.primary === undefined && partition.secondaries.includes(node);
    case 'ADD_SECONDARY':
    case 'ADD_SECONDARY_FOR_LB':
      return target === partition.primary && !partition.secondaries.includes(node);
    case 'DOWNGRADE_TO_SECONDARY':
      return target === node && node === partition.primary;
    case 'DOWNGRADE_TO_INACTIVE':
    case 'REMOVE':
      return target === partition.primary && isMember(partition, node);
    case 'UPGRADE_TO_SECONDARY':
      return false;
  }
}

function choose(world: World, leader: LeaderMemory, partition: Partition): Action | undefined {
  if (partition.primary === undefined) return missingPrimary(leader, partition, world);
  if (partition.secondaries.length + 1 < partition.table.replicas)
    return missingSecondary(world, leader, partition, partition.primary);
  if (partition.secondaries.length + 1 > partition.table.replicas) {
    const fullest = most(partition.secondaries, (node) => newlyOf(world, leader, node).total);
    return fullest === undefined ? undefined : { target: partition.primary, node: fullest, type: 'REMOVE' };
  }
  return undefined;
}

/** An alive secondary that leads least; a new partition goes to any server; a dead one waits. */
function missingPrimary(leader: LeaderMemory, partition: Partition, world: World): Action | undefined {
  const app = partition.table.id;
  const fewest = (nodes: readonly string[]): string | undefined => {
    const alive = nodes.filter((node) => isAlive(leader, node));
    return least(alive, (node) => {
      const newly = newlyOf(world, leader, node);
      return [newly.primariesOf.get(app) ?? 0, newly.primaries];
    });
  };
  const give = (node: string, type: Action['type']): Action => {
    const newly = newlyOf(world, leader, node);
    newly.primaries++;
    newly.primariesOf.set(app, (newly.primariesOf.get(app) ?? 0) + 1);
    return { target: node, node, type };
  };
  if (partition.secondaries.length > 0) {
    const node = fewest(partition.secondaries);
    return node === undefined ? undefined : give(node, 'UPGRADE_TO_PRIMARY');
  }
  if (partition.lastDrops.length === 0) {
    const node = fewest([...leader.nodes.keys()]);
    return node === undefined ? undefined : give(node, 'ASSIGN_PRIMARY');
  }
  const last = allDead(leader, partition) ? undefined : partition.lastDrops.at(-1);
  return last === undefined ? undefined : give(last, 'ASSIGN_PRIMARY');
}

/** Every replica was dropped: the two that were dropped last must both be there to tell who is newer. */
export function allDead(leader: LeaderMemory, partition: Partition): boolean {
  return (
    partition.primary === undefined &&
    partition.secondaries.length === 0 &&
    partition.lastDrops.length > 0 &&
    !partition.lastDrops.slice(-2).every((node) => isAlive(leader, node))
  );
}

function missingSecondary(
  world: World,
  leader: LeaderMemory,
  partition: Partition,
  primary: string,
): Action | undefined {
  const memory = partitionMemory(leader, partition);
  const newest = memory.dropped.at(-1);
  const least2pc = min2pc(world.config, partition.table.replicas);
  const present = partition.secondaries.length + 1;
  const emergency =
    (partition.table.replicas > least2pc && present < least2pc) ||
    newest === undefined ||
    newest.at + leader.assignDelayMs <= now(world) ||
    leader.blackList.includes(newest.node);
  if (!emergency)
    return isAlive(leader, newest.node) ? { target: primary, node: newest.node, type: 'ADD_SECONDARY' } : undefined;
  const node = preferredDropped(leader, partition) ?? emptiest(world, leader, partition);
  return node === undefined ? undefined : { target: primary, node, type: 'ADD_SECONDARY' };
}

/** Newest first through the dropped servers, going on where the last search ended. */
function preferredDropped(leader: LeaderMemory, partition: Partition): string | undefined {
  const memory = partitionMemory(leader, partition);
  for (let tries = 0; tries < memory.dropped.length; tries++) {
    if (memory.preferred < 0 || memory.preferred >= memory.dropped.length) memory.preferred = memory.dropped.length - 1;
    const node = memory.dropped[memory.preferred]?.node;
    memory.preferred--;
    if (node !== undefined && isAlive(leader, node) && !isMember(partition, node) && !leader.blackList.includes(node))
      return node;
  }
  return undefined;
}

function emptiest(world: World, leader: LeaderMemory, partition: Partition): string | undefined {
  const app = partition.table.id;
  const free = [...leader.nodes.keys()].filter(
    (node) => isAlive(leader, node) && !isMember(partition, node) && !leader.blackList.includes(node),
  );
  const node = least(free, (candidate) => {
    const newly = newlyOf(world, leader, candidate);
    return [newly.totalOf.get(app) ?? 0, newly.total];
  });
  if (node !== undefined) {
    const newly = newlyOf(world, leader, node);
    newly.total++;
    newly.totalOf.set(app, (newly.totalOf.get(app) ?? 0) + 1);
  }
  return node;
}

function newlyOf(world: World, leader: LeaderMemory, node: string): Newly {
  const known = leader.newly.get(node);
  if (known !== undefined) return known;
  const { primaries, secondaries } = world.catalogue.of(node);
  const fresh: Newly = {
    primaries: primaries.size,
    total: primaries.size + secondaries.size,
    primariesOf: new Map(),
    totalOf: new Map(),
  };
  const count = (counts: Map<number, number>, app: number): void => {
    counts.set(app, (counts.get(app) ?? 0) + 1);
  };
  for (const { table } of primaries) {
    count(fresh.primariesOf, table.id);
    count(fresh.totalOf, table.id);
  }
  for (const { table } of secondaries) count(fresh.totalOf, table.id);
  leader.newly.set(node, fresh);
  return fresh;
}

/** Partitions that a tick has to look at: not full, or with a proposal. */
export function toCure(world: World, leader: LeaderMemory): readonly Partition[] {
  return [...new Set([...world.catalogue.unsettled, ...leader.pending])]
    .filter(({ table }) => table.status === 'AVAILABLE')
    .sort(byGpid);
}

/** The first of those that rank lowest. */
function least(nodes: readonly string[], rank: (node: string) => readonly [number, number]): string | undefined {
  let best: { readonly node: string; readonly rank: readonly [number, number] } | undefined;
  for (const node of nodes) {
    const its = rank(node);
    if (best === undefined || its[0] < best.rank[0] || (its[0] === best.rank[0] && its[1] < best.rank[1]))
      best = { node, rank: its };
  }
  return best?.node;
}

const most = (nodes: readonly string[], rank: (node: string) => number): string | undefined =>
  least(nodes, (node) => [-rank(node), 0]);
