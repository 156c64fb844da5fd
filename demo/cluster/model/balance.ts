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
  for (const partition of world.catalogue.unsettled)
    if (!isFull(partition) || partition.table.status !== 'AVAILABLE') return false;
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
  const tables = world.catalogue.tables.filter(
    ({ id, status }) => status === 'AVAILABLE' && !leader.ignoredApps.includes(id),
  );
  const leads = tables.flatMap((table) => evenLeadership(table, nodes));
  if (
    leads.length > 0 ||
    leader.flags.get('meta.lb.only_move_primary') === true ||
    leader.flags.get('meta.lb.only_primary_balancer') === true
  )
    return leads;
  const places = new Map(nodes.map((node, place) => [node, place]));
  const totals = nodes.map((node) => sizeOf(world, node));
  return tables.flatMap((table) => evenCopies(table, nodes, places, totals));
}

export function countOperations(migrations: readonly Migration[]): Operations {
  const count = (kind: Migration['kind']): number => migrations.filter((migration) => migration.kind === kind).length;
  return { movePri: count('movePri'), copyPri: count('copyPri'), copySec: count('copySec') };
}

const sizeOf = (world: World, node: string): number =>
  world.catalogue.of(node).primaries.size + world.catalogue.of(node).secondaries.size;

function evenLeadership(table: Table, nodes: readonly string[]): readonly Migration[] {
  const led = new Map<string, Partition[]>(nodes.map((node) => [node, []]));
  for (const partition of [...table.partitions].sort(byGpid))
    if (partition.primary !== undefined) led.get(partition.primary)?.push(partition);
  const count = nodes.map((node) => led.get(node)?.length ?? 0);
  const moved = new Set<Partition>();
  const migrations: Migration[] = [];
  for (;;) {
    const [low, high] = extremes(count, count);
    const [fewest, most] = [nodes[low], nodes[high]];
    if (fewest === undefined || most === undefined || amount(count, high) - amount(count, low) <= 1) return migrations;
    const path = pathOfMoves(led, moved, most, fewest);
    const steps = path ?? copyInstead(led, moved, most, fewest);
    if (steps === undefined) return migrations;
    for (const { partition, to } of steps) {
      const from = partition.primary;
      if (from === undefined) continue;
      moved.add(partition);
      migrations.push(path === undefined ? copyPrimary(partition, from, to) : movePrimary(partition, from, to));
    }
    shift(count, high, low);
  }
}

interface Move {
  readonly partition: Partition;
  readonly to: string;
}

/** The shortest chain of moves that takes one partition's leadership off `from` and gives one to `to`. */
function pathOfMoves(
  led: ReadonlyMap<string, readonly Partition[]>,
  moved: ReadonlySet<Partition>,
  from: string,
  to: string,
): readonly Move[] | undefined {
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

function copyInstead(
  led: ReadonlyMap<string, readonly Partition[]>,
  moved: ReadonlySet<Partition>,
  from: string,
  to: string,
): readonly Move[] | undefined {
  const partition = led.get(from)?.find((candidate) => !moved.has(candidate) && !candidate.secondaries.includes(to));
  return partition === undefined ? undefined : [{ partition, to }];
}

function evenCopies(
  table: Table,
  nodes: readonly string[],
  places: ReadonlyMap<string, number>,
  totals: number[],
): readonly Migration[] {
  const count = nodes.map(() => 0);
  const followed = nodes.map((): Partition[] => []);
  for (const partition of table.partitions) {
    for (const node of [partition.primary, ...partition.secondaries]) {
      const place = node === undefined ? undefined : places.get(node);
      if (place === undefined) continue;
      count[place] = amount(count, place) + 1;
      if (node !== partition.primary) followed[place]?.push(partition);
    }
  }
  const moved = new Set<Partition>();
  const migrations: Migration[] = [];
  for (;;) {
    const [low, high] = extremes(count, totals);
    const [fewest, most] = [nodes[low], nodes[high]];
    if (fewest === undefined || most === undefined || amount(count, high) - amount(count, low) <= 1) return migrations;
    const partition = followed[high]?.find(
      (candidate) => !moved.has(candidate) && candidate.primary !== fewest && !candidate.secondaries.includes(fewest),
    );
    if (partition?.primary === undefined) return migrations;
    moved.add(partition);
    migrations.push(copySecondary(partition, partition.primary, most, fewest));
    shift(count, high, low);
    shift(totals, high, low);
  }
}

/**
 * The places of who has least and of who has most; among equals the one with less, or more, in all, and then the first.
 */
function extremes(count: readonly number[], totals: readonly number[]): readonly [low: number, high: number] {
  let [low, high] = [0, 0];
  for (let place = 1; place < count.length; place += 1) {
    if (rank(count, totals, place, low) < 0) low = place;
    if (rank(count, totals, place, high) > 0) high = place;
  }
  return [low, high];
}

const rank = (count: readonly number[], totals: readonly number[], one: number, other: number): number =>
  amount(count, one) - amount(count, other) || amount(totals, one) - amount(totals, other);
const amount = (count: readonly number[], place: number): number => count[place] ?? 0;

function shift(count: number[], from: number, to: number): void {
  count[from] = amount(count, from) - 1;
  count[to] = amount(count, to) + 1;
}

// The action lists of docs/pegasus.md, "balance and propose".
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
