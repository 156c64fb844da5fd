import type { Gpid, NodeAddress } from '../ids.js';
import { aliveNodes, allPartitions, liveMembers, members, min2pc } from '../members.js';
import type { Observation, Partition, Table } from '../observation.js';
import type { Shown } from './availability.js';
import { noOutages, ofEachKind, outageKinds, type OfEachKind, type OutageKind, type Outages } from './outage.js';

/** One reading of the cluster: it shows the cluster as it was at some moment between these two. */
export interface TimedReading {
  readonly from: number;
  readonly to: number;
  readonly seen: Observation;
  /**
   * A server whose process the run has stopped or is about to start: what the leader says of copies on it may be out of
   * date, as it misses a server only when its lease is over.
   */
  readonly doubtful?: NodeAddress;
}

/** The partitions at the last reading, to compare the next one with. */
export interface FollowedPartitions {
  readonly from: number;
  readonly to: number;
  readonly alive: ReadonlySet<NodeAddress>;
  readonly partitions: ReadonlyMap<Gpid, FollowedPartition>;
}

interface FollowedPartition {
  readonly partition: Partition;
  /** What the present outages have taken so far. */
  readonly outages: OfEachKind<Ongoing | undefined>;
}

interface Ongoing {
  /** Until when its least time has been counted. */
  readonly countedTo: number;
  readonly least: number;
  readonly most: number;
}

export interface Compared {
  readonly followed: FollowedPartitions;
  readonly shown: Shown;
  /** What happened since the reading before; nothing at the first one. */
  readonly outages: OfEachKind<Outages>;
}

/** So long after its death the leader may go on calling a server ALIVE (docs/pegasus.md, "Failure detection"). */
const detectionMs = 22_000;

/**
 * What became of each partition between two readings. A partition's ballot goes up by one each time its configuration
 * changes, so it says what a reading every second or two cannot see: with the same ballot nothing has happened in
 * between; with the next one there was one change, at a moment that is not known; with a later one it can have been
 * like anything meanwhile, and the most that can have been is counted.
 *
 * @param least2pc `mutation_2pc_min_replica_count` of the configuration
 */
export function followPartitions(
  before: FollowedPartitions | undefined,
  { seen, from, to, doubtful }: TimedReading,
  least2pc: number,
): Compared {
  const alive = aliveNodes(seen);
  const died = new Set([...(before?.alive ?? [])].filter((address) => !alive.has(address) && address !== doubtful));
  const aliveBut = doubtful === undefined ? alive : new Set([...alive].filter((address) => address !== doubtful));
  const sums = ofEachKind(() => ({ least: 0, most: 0, longestLeast: 0, longestMost: 0, times: 0 }));
  const shown = { withoutPrimary: 0, unwritable: 0, short: 0 };
  const partitions = new Map<Gpid, FollowedPartition>();

  for (const { table, partition } of allPartitions(seen)) {
    // Announced by a split, and led by nobody so far.
    if (partition.ballot < 0) continue;
    const last = before?.partitions.get(partition.gpid);
    const lacks = lacksOf(table, partition, alive, least2pc);
    // As if that server had no copy.
    const without = doubtful === undefined ? lacks : lacksOf(table, partition, aliveBut, least2pc);
    const outages = ofEachKind((kind): Ongoing | undefined => {
      const isOut = lacks[kind];
      const ongoing = last?.outages[kind];
      const wasOut = ongoing !== undefined;
      if (isOut) shown[kind] += 1;
      if (isOut && !wasOut) sums[kind].times += 1;
      if (before === undefined || last === undefined) return isOut ? { countedTo: to, least: 0, most: 0 } : undefined;

      const isKnown = isOut === without[kind] && isCourseKnown(kind, last.partition, partition) && wasOut === isOut;
      const hidden = !wasOut && wasOn(last.partition, died, kind) ? detectionMs : 0;
      const most = (wasOut ? to - before.to : !isKnown || hidden > 0 ? to - before.from : 0) + hidden;
      const least = wasOut && isKnown ? Math.max(0, from - ongoing.countedTo) : 0;
      const soFar = { least: (ongoing?.least ?? 0) + least, most: (ongoing?.most ?? 0) + most };
      const sum = sums[kind];
      sum.least += least;
      sum.most += most;
      sum.longestLeast = Math.max(sum.longestLeast, soFar.least);
      sum.longestMost = Math.max(sum.longestMost, soFar.most);
      if (!isOut) return undefined;
      // What may have been over in between may be two outages.
      return wasOut && isKnown
        ? { countedTo: Math.max(from, ongoing.countedTo), ...soFar }
        : { countedTo: to, least: 0, most: soFar.most };
    });
    partitions.set(partition.gpid, { partition, outages });
  }
  return {
    followed: { from, to, alive, partitions },
    shown: { ...shown, at: to, of: partitions.size },
    outages: ofEachKind((kind) => ({
      ...noOutages,
      least: sums[kind].least,
      most: sums[kind].most,
      longest: { least: sums[kind].longestLeast, most: sums[kind].longestMost },
      times: sums[kind].times,
      peak: shown[kind],
    })),
  };
}

function lacksOf(
  table: Table,
  partition: Partition,
  alive: ReadonlySet<NodeAddress>,
  least2pc: number,
): OfEachKind<boolean> {
  const copies = liveMembers(partition, alive).length;
  const withoutPrimary = partition.primary === undefined || !alive.has(partition.primary);
  // A table with fewer copies than a write takes never takes any.
  const needed = Math.min(table.replicaCount, min2pc(table.replicaCount, least2pc));
  return {
    withoutPrimary,
    unwritable: withoutPrimary || copies < needed,
    short: copies < table.replicaCount,
  };
}

/** Whether the ballots say that nothing was different between two readings that show the same. */
function isCourseKnown(kind: OutageKind, before: Partition, now: Partition): boolean {
  const changes = now.ballot - before.ballot;
  if (changes === 0 || changes === 1) return true;
  // The primary was handed to another member, which takes away no copy.
  return (
    kind === 'short' && changes === 2 && before.primary !== now.primary && isSameSet(members(before), members(now))
  );
}

const isSameSet = (one: readonly NodeAddress[], other: readonly NodeAddress[]): boolean =>
  one.length === other.length && one.every((address) => other.includes(address));

/** Whether a server that has died since then held what the partition lacks without it. */
const wasOn = (before: Partition, died: ReadonlySet<NodeAddress>, kind: OutageKind): boolean =>
  died.size > 0 &&
  (kind === 'short'
    ? members(before).some((address) => died.has(address))
    : before.primary !== undefined && died.has(before.primary));

/** Whether a reading showed anything else than the one before. */
export const showsTheSame = (one: Shown, other: Shown): boolean =>
  one.of === other.of && outageKinds.every((kind) => one[kind] === other[kind]);
