import { byGpid, isFull, type Partition, type Table } from './catalogue.js';
import type { Action, LeaderMemory, Operations } from './leader-memory.js';
import type { World } from './world.js';

export interface Migration {
  readonly kind: keyof Operations;
  readonly partition: Partition;
  readonly actions: readonly Action[];
}

/** The balancer works only on a cluster that is whole: all full, no dead server that still owns partitions. */
export function canBalance(world: World, leader: LeaderMemory): boolean {
  if (leader.pending.size > 0 || world.learners.size > 0 || world.waiting.size > 0) return false;
  for (const partition of world.catalogue.unsettled) if (!isFull(partition) || partition.table.status !== 'AVAILABLE') return false;
  for (const [node, { alive }] of leader.nodes) {
    const { primaries, secondaries } = world.catalogue.of(node);
    if (!alive && primaries.size + secondaries.size > 0) return false;
  }
  return world.catalogue.tables.every(({ status }) => status === 'AVAILABLE' || status === 'DROPPED');
}

/**
 * What would even out, table by table, who leads and then who holds copies; at most one migration a
 * partition. Leadership first: while it is uneven, no copy is moved.
 */
export function planBalance(world: World, leader: LeaderMemory): readonly Migration[] {
  const nodes = [...leader.nodes].filter(([, { alive }]) => alive).map(([node]) => node);
  if (nodes.length < 2) return [];
  const tables = world.catalogue.tables.filter(({ id, status }) => status === 'AVAILABLE' && !leader.ignoredApps.includes(id));
  const leads = tables.flatMap((table) => evenLeadership(table, nodes));
  if (leads.length > 0 || leader.flags.get('meta.lb.only_move_primary') === true || leader.flags.get('meta.lb.only_primary_balancer') === true) return leads;
  const totals = new Map(nodes.map((node) => [node, sizeOf(world, node)]));
  return tables.flatMap((table) => evenCopies(table, nodes, totals));
}

export function countOperations(migrations: readonly Migration[]): Operations {
  const count = (kind: Migration['kind']): number => migrations.filter((migration) => migration.kind === kind).length;
  return { movePri: count('movePri'), copyPri: count('copyPri'), copySec: count('copySec') };
}

const sizeOf = (world: World, node: string): number => world.catalogue.of(node).primaries.size + world.catalogue.of(node).secondaries.size;

function evenLeadership(table: Table, nodes: readonly string[]): readonly Migration[] {
  const led = new Map<string, Partition[]>(nodes.map((node) => [node, []]));
  for (const partition of [...table.partitions].sort(byGpid)) if (partition.primary !== undefined) led.get(partition.primary)?.push(partition);
  const count = new Map([...led].map(([node, partitions]) => [node, partitions.length]));
  const moved = new Set<Partition>();
  const migrations: Migration[] = [];
  for (;;) {
    const [low, high] = extremes(nodes, count);
    if (amount(count, high) - amount(count, low) <= 1) return migrations;
    const path = pathOfMoves(led, moved, high, low);
    const steps = path ?? copyInstead(led, moved, high, low);
    if (steps === undefined) return migrations;
    for (const { partition, to } of steps) {
      const from = partition.primary;
      if (from === undefined) continue;
      moved.add(partition);
      migrations.push(path === undefined ? copyPrimary(partition, from, to) : movePrimary(partition, from, to));
    }
    count.set(high, amount(count, high) - 1);
    count.set(low, amount(count, low) + 1);
  }
}

interface Move {
  readonly partition: Partition;
  readonly to: string;
}

/** The shortest chain of moves that takes one partition's leadership off `from` and gives one to `to`. */
function pathOfMoves(led: ReadonlyMap<string, readonly Partition[]>, moved: ReadonlySet<Partition>, from: string, to: string): readonly Move[] | undefined {
  const cameBy = new Map<string, Move>();
  const queue = [from];
  for (const node of queue) {
    for (const partition of led.get(node) ?? []) {
      if (moved.has(partition)) continue;
      for (const next of partition.secondaries) {
        if (next === from || cameBy.has(next) || !led.has(next)) continue;
        cameBy.set(next, { partition, to: next });
        if (next === to) return trace(cameBy, from, to);
        queue.push(next);
      }
    }
  }
  return undefined;
}

function trace(cameBy: ReadonlyMap<string, Move>, from: string, to: string): readonly Move[] {
  const moves: Move[] = [];
  for (let node = to; node !== from; ) {
    const move = cameBy.get(node);
    if (move?.partition.primary === undefined) break;
    moves.unshift(move);
    node = move.partition.primary;
  }
  return moves;
}

function copyInstead(led: ReadonlyMap<string, readonly Partition[]>, moved: ReadonlySet<Partition>, from: string, to: string): readonly Move[] | undefined {
  const partition = led.get(from)?.find((candidate) => !moved.has(candidate) && !candidate.secondaries.includes(to));
  return partition === undefined ? undefined : [{ partition, to }];
}

function evenCopies(table: Table, nodes: readonly string[], totals: Map<string, number>): readonly Migration[] {
  const count = new Map(nodes.map((node) => [node, 0]));
  for (const partition of table.partitions) {
    for (const node of [partition.primary, ...partition.secondaries]) if (node !== undefined && count.has(node)) count.set(node, amount(count, node) + 1);
  }
  const moved = new Set<Partition>();
  const migrations: Migration[] = [];
  for (;;) {
    const [low, high] = extremes(nodes, count, totals);
    if (amount(count, high) - amount(count, low) <= 1) return migrations;
    const partition = table.partitions.find((candidate) => !moved.has(candidate) && candidate.secondaries.includes(high) && candidate.primary !== low && !candidate.secondaries.includes(low));
    if (partition?.primary === undefined) return migrations;
    moved.add(partition);
    migrations.push(copySecondary(partition, partition.primary, high, low));
    for (const counts of [count, totals]) {
      counts.set(high, amount(counts, high) - 1);
      counts.set(low, amount(counts, low) + 1);
    }
  }
}

/** Who has least and who has most; among equals the one with less, or more, in all. */
function extremes(nodes: readonly string[], count: ReadonlyMap<string, number>, totals: ReadonlyMap<string, number> = count): readonly [low: string, high: string] {
  const rank = (one: string, other: string): number => amount(count, one) - amount(count, other) || amount(totals, one) - amount(totals, other);
  const pick = (better: (order: number) => boolean): string => nodes.reduce((best, node) => (better(rank(node, best)) ? node : best));
  return [pick((order) => order < 0), pick((order) => order > 0)];
}

const amount = (count: ReadonlyMap<string, number>, node: string): number => count.get(node) ?? 0;

// The action lists of §3.11.
const movePrimary = (partition: Partition, from: string, to: string): Migration => ({
  kind: 'movePri',
  partition,
  actions: [
    { target: from, node: from, type: 'DOWNGRADE_TO_SECONDARY' },
    { target: to, node: to, type: 'UPGRADE_TO_PRIMARY' },
  ],
});

const copyPrimary = (partition: Partition, from: string, to: string): Migration => ({
  kind: 'copyPri',
  partition,
  actions: [
    { target: from, node: to, type: 'ADD_SECONDARY_FOR_LB' },
    { target: from, node: from, type: 'DOWNGRADE_TO_SECONDARY' },
    { target: to, node: to, type: 'UPGRADE_TO_PRIMARY' },
  ],
});

const copySecondary = (partition: Partition, primary: string, from: string, to: string): Migration => ({
  kind: 'copySec',
  partition,
  actions: [
    { target: primary, node: to, type: 'ADD_SECONDARY_FOR_LB' },
    { target: primary, node: from, type: 'DOWNGRADE_TO_INACTIVE' },
  ],
});
