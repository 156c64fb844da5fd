import type { Gpid, NodeAddress } from './ids.js';
import type { Observation, Partition, Table } from './observation.js';

/** Servers that the meta lists for a partition: its primary and its secondaries. */
export function members(partition: Partition): readonly NodeAddress[] {
  return partition.primary === undefined ? partition.secondaries : [partition.primary, ...partition.secondaries];
}

/** The members on servers that are ALIVE; a level at or below freezed leaves dead ones in the configuration. */
export function liveMembers(partition: Partition, alive: ReadonlySet<NodeAddress>): readonly NodeAddress[] {
  return members(partition).filter((address) => alive.has(address));
}

export const aliveNodes = oncePerReading(
  (seen): ReadonlySet<NodeAddress> =>
    new Set(seen.nodes.filter(({ status }) => status === 'alive').map(({ address }) => address)),
);

export interface PlacedPartition {
  readonly table: Table;
  readonly partition: Partition;
}

/** Every partition of every available table, but for what is allowed by name to lack its copies. */
export const allPartitions = oncePerReading((seen): readonly PlacedPartition[] =>
  seen.tables.flatMap((table) =>
    table.status === 'AVAILABLE'
      ? table.partitions.flatMap((partition) => (partition.waived === true ? [] : [{ table, partition }]))
      : [],
  ),
);

export const partitionsOf = (seen: Observation, node: NodeAddress): readonly PlacedPartition[] =>
  byMember(seen).get(node) ?? [];

const byMember = oncePerReading((seen): ReadonlyMap<NodeAddress, readonly PlacedPartition[]> => {
  const found = new Map<NodeAddress, PlacedPartition[]>();
  for (const placed of allPartitions(seen)) {
    for (const address of members(placed.partition)) {
      const those = found.get(address);
      if (those === undefined) found.set(address, [placed]);
      else if (those.at(-1) !== placed) those.push(placed);
    }
  }
  return found;
});

/** With one copy there is nowhere else to go: such a partition stays where it is and is down with its server. */
export const canBeDrained = ({ table }: PlacedPartition): boolean => table.replicaCount > 1;

export function gpidsOf(placed: readonly PlacedPartition[]): readonly Gpid[] {
  return placed.map(({ partition }) => partition.gpid);
}

/**
 * The fewest copies with which a partition still takes writes (docs/pegasus.md, "Copies that writes need").
 * @param configured `mutation_2pc_min_replica_count`; 0 or less: derived from the table's replica count
 */
export function min2pc(replicaCount: number, configured: number): number {
  if (configured > 0) return configured;
  return replicaCount <= 2 ? 1 : Math.floor(replicaCount / 2) + 1;
}

/**
 * A decision asks the same of a reading many times, and a large cluster has 50,000 partitions. Readings never change.
 */
function oncePerReading<Answer>(compute: (seen: Observation) => Answer): (seen: Observation) => Answer {
  const known = new WeakMap<Observation, { readonly answer: Answer }>();
  return (seen) => {
    let found = known.get(seen);
    if (found === undefined) {
      found = { answer: compute(seen) };
      known.set(seen, found);
    }
    return found.answer;
  };
}
