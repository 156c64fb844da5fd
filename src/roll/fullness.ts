import type { Gpid, NodeAddress } from './ids.js';
import { aliveNodes, allPartitions, liveMembers, type PlacedPartition } from './members.js';
import type { Observation } from './observation.js';

/** The copies that a run took off the server at hand: each may be missing, and nothing else may. */
export interface Allowance {
  readonly node: NodeAddress;
  readonly drained: readonly Gpid[];
}

/**
 * What a server that is down can have taken with it. The leader does not say any more which copies it had: of each
 * partition it had one at most.
 */
export function copiesOfTheDown(seen: Observation, node: NodeAddress): Allowance {
  return { node, drained: shortages(seen).map(({ gpid }) => gpid) };
}

interface Shortage {
  readonly gpid: Gpid;
  /** Copies missing beyond the allowance; a missing primary counts as one at least. */
  readonly missing: number;
}

/** Partitions that are not full, beyond what the allowance grants. Only copies on servers that are ALIVE count. */
export function shortages(seen: Observation, allowance?: Allowance): readonly Shortage[] {
  const alive = aliveNodes(seen);
  const drained = new Set(allowance?.drained);
  const found: Shortage[] = [];
  for (const { table, partition } of allPartitions(seen)) {
    const present = liveMembers(partition, alive);
    const granted = allowance !== undefined && drained.has(partition.gpid) && !present.includes(allowance.node) ? 1 : 0;
    const missing = Math.max(0, table.replicaCount - granted - present.length);
    // A table with a single copy has no primary while that copy is away.
    const leaderless =
      (partition.primary === undefined || !alive.has(partition.primary)) && table.replicaCount > granted;
    if (missing > 0 || leaderless) found.push({ gpid: partition.gpid, missing: Math.max(missing, leaderless ? 1 : 0) });
  }
  return found;
}

/**
 * Of these, the partitions that a copy may be taken from. One that misses a copy already would be left with too few: it
 * waits for that copy, or people decide.
 */
export function onlyFull(seen: Observation, placed: readonly PlacedPartition[]): readonly PlacedPartition[] {
  const short = new Set(shortages(seen).map(({ gpid }) => gpid));
  return placed.filter(({ partition }) => !short.has(partition.gpid));
}
