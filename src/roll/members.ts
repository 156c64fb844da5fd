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

export function aliveNodes(seen: Observation): ReadonlySet<NodeAddress> {
  return new Set(seen.nodes.filter(({ status }) => status === 'alive').map(({ address }) => address));
}

export interface PlacedPartition {
  readonly table: Table;
  readonly partition: Partition;
}

/** Every partition of every available table, but for what is allowed by name to lack its copies. */
export function allPartitions(seen: Observation): readonly PlacedPartition[] {
  return seen.tables.flatMap((table) =>
    table.status === 'AVAILABLE'
      ? table.partitions.flatMap((partition) => (partition.waived === true ? [] : [{ table, partition }]))
      : [],
  );
}

export function partitionsOf(seen: Observation, node: NodeAddress): readonly PlacedPartition[] {
  return allPartitions(seen).filter(({ partition }) => members(partition).includes(node));
}

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
