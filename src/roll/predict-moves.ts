import { aliveNodes, allPartitions, canBeDrained, type PlacedPartition } from './members.js';
import type { Gpid, NodeAddress } from './ids.js';
import type { Observation, Partition } from './observation.js';
import { newPrimaries } from './placement.js';

/** How many primaries a run will move, by the placement of now. */
export interface PredictedMoves {
  /** To empty its servers. */
  readonly drains: number;
  /** To give each partition back the primary that it has now; absent: leadership is left, or balanced evenly. */
  readonly back?: number;
  /**
   * What the documented way would move: the primaries of each server, then at least so many as have to move until each
   * table is even again.
   */
  readonly documented: { readonly drains: number; readonly balance: number };
}

/** @param order the replica servers, as they will be emptied */
export function predictMoves(
  seen: Observation,
  order: readonly NodeAddress[],
  { slack, givesBack }: { readonly slack: number; readonly givesBack: boolean },
): PredictedMoves {
  const alive = aliveNodes(seen);
  const before = new Map(allPartitions(seen).map(({ partition }) => [partition.gpid, partition.primary]));
  const ours = emptied(seen, order, (led, from, leads, rolled) =>
    newPrimaries(led, {
      from,
      alive,
      rolled,
      leads,
      slack,
      goesBackTo: (gpid) => (givesBack ? before.get(gpid) : undefined),
    }).map(({ gpid, to }) => [gpid, to] as const),
  );
  const documented = emptied(seen, order, byTheScript(alive));
  const away = ours.placed.filter(({ partition: { gpid, primary } }) => primary !== before.get(gpid)).length;
  return {
    drains: ours.moves,
    ...(givesBack ? { back: away } : {}),
    documented: { drains: documented.moves, balance: leastToBalance(documented.placed, alive) },
  };
}

type Choose = (
  led: readonly Partition[],
  from: NodeAddress,
  leads: ReadonlyMap<NodeAddress, number>,
  rolled: ReadonlySet<NodeAddress>,
) => readonly (readonly [Gpid, NodeAddress])[];

/**
 * One server after the other: what it leads is led by others, and it follows those once it is back. Each partition is
 * looked at when its own server is emptied only: a large cluster has 1,000 servers and 50,000 partitions.
 */
function emptied(
  seen: Observation,
  order: readonly NodeAddress[],
  choose: Choose,
): { readonly moves: number; readonly placed: readonly PlacedPartition[] } {
  const placed = [...allPartitions(seen)];
  /** Where in `placed` what each server leads is, and how much that is. */
  const led = new Map<NodeAddress, Set<number>>();
  const leads = new Map<NodeAddress, number>();
  const give = (place: number, to: NodeAddress): void => {
    const own = led.get(to) ?? new Set();
    led.set(to, own.add(place));
    leads.set(to, own.size);
  };
  for (const [place, { partition }] of placed.entries())
    if (partition.primary !== undefined) give(place, partition.primary);

  let moves = 0;
  const rolled = new Set<NodeAddress>();
  for (const from of order) {
    const own = led.get(from) ?? new Set();
    const movable = [...own]
      .sort((one, other) => one - other)
      .flatMap((place) => {
        const each = placed[place];
        return each !== undefined && canBeDrained(each) ? [{ place, each }] : [];
      });
    const chosen = new Map(
      choose(
        movable.map(({ each }) => each.partition),
        from,
        leads,
        rolled,
      ),
    );
    for (const { place, each } of movable) {
      const to = chosen.get(each.partition.gpid);
      if (to === undefined) continue;
      placed[place] = { ...each, partition: ledBy(each.partition, from, to) };
      own.delete(place);
      give(place, to);
    }
    leads.set(from, own.size);
    moves += chosen.size;
    rolled.add(from);
  }
  return { moves, placed };
}

const ledBy = (partition: Partition, from: NodeAddress, to: NodeAddress): Partition => ({
  ...partition,
  primary: to,
  secondaries: [...partition.secondaries.filter((address) => address !== to), from],
});

function leadsOf(placed: readonly PlacedPartition[]): ReadonlyMap<NodeAddress, number> {
  const leads = new Map<NodeAddress, number>();
  for (const { partition } of placed)
    if (partition.primary !== undefined) leads.set(partition.primary, (leads.get(partition.primary) ?? 0) + 1);
  return leads;
}

/** `migrate_node` takes one of the secondaries at random: here they take turns. */
const byTheScript =
  (alive: ReadonlySet<NodeAddress>): Choose =>
  (led) =>
    led.flatMap(({ gpid, secondaries }, place) => {
      const candidates = secondaries.filter((address) => alive.has(address));
      const to = candidates[place % candidates.length];
      return to === undefined ? [] : [[gpid, to] as const];
    });

/** The meta balances each table by itself: what a server leads beyond its share of one has to move. */
function leastToBalance(placed: readonly PlacedPartition[], alive: ReadonlySet<NodeAddress>): number {
  const tables = new Map<number, PlacedPartition[]>();
  for (const each of placed) {
    const ofTable = tables.get(each.table.id);
    if (ofTable === undefined) tables.set(each.table.id, [each]);
    else ofTable.push(each);
  }
  return [...tables.values()].reduce((sum, ofTable) => {
    const share = Math.ceil(ofTable.length / Math.max(1, alive.size));
    return sum + [...leadsOf(ofTable).values()].reduce((more, leads) => more + Math.max(0, leads - share), 0);
  }, 0);
}
