import { isFull, members, type Partition } from './catalogue.js';
import type { ReplicaCounts } from './replica-host.js';
import type { ServerProcess, ServerRole } from './server-process.js';
import { min2pc, type Level } from './settings.js';
import { ableHost, effectiveLevel, isAlive, now, type NeededSpan, type World } from './world.js';

export interface PartitionTruth {
  readonly gpid: string;
  readonly table: string;
  /** How many replicas it is to have, `max_replica_count`. */
  readonly replicas: number;
  readonly ballot: number;
  readonly primary: string | undefined;
  readonly secondaries: readonly string[];
  readonly full: boolean;
  /** Members whose process answers and whose replica really is in that role. */
  readonly live: readonly string[];
  /** Its primary is there and active. */
  readonly readable: boolean;
  /** And enough live copies for a write to be acknowledged. */
  readonly writable: boolean;
}

export interface ProcessTruth {
  readonly role: ServerRole;
  readonly address: string;
  readonly up: boolean;
  readonly answers: boolean;
  /** `hung`: it was stopped by a signal, whatever it was doing. */
  readonly state: ServerProcess['state'] | 'hung';
  readonly version: string;
  readonly startedAt: number;
  /** Since the simulation began. */
  readonly starts: number;
  /** As the leader believes; undefined for other roles, and without a leader. */
  readonly alive: boolean | undefined;
  /** Whether the leader lists it, dead or alive: a new leader knows none that has not reported to it. */
  readonly listed: boolean;
  /** Exact, unlike the perf-counter snapshot; undefined for other roles. */
  readonly counts: ReplicaCounts | undefined;
  /** Free on its fullest disk, in percent; undefined for other roles. */
  readonly leastFree: number | undefined;
}

export interface LeaderTruth {
  readonly meta: string;
  readonly loaded: boolean;
  readonly storedLevel: Level;
  readonly effectiveLevel: Level;
  readonly assignDelayMs: number;
  readonly addSecondaryMax: number;
  readonly flowControl: boolean;
  readonly balanceOperations: number;
}

/** Read at the moment it is asked; nothing is copied before it is asked for. */
export interface Truth {
  readonly at: number;
  readonly leader: LeaderTruth | undefined;
  readonly process: (address: string) => ProcessTruth | undefined;
  readonly processes: () => readonly ProcessTruth[];
  readonly partition: (gpid: string) => PartitionTruth | undefined;
  /** Of the tables that are AVAILABLE. */
  readonly partitions: () => readonly PartitionTruth[];
  /** Only those that are not exactly full; costs nothing on a healthy cluster. */
  readonly notFull: () => readonly PartitionTruth[];
  /** What the cluster itself took time for, oldest first; spans of different kinds can overlap. */
  readonly needed: readonly NeededSpan[];
}

export function readTruth(world: World): Truth {
  const available = (): readonly Partition[] =>
    world.catalogue.tables.filter(({ status }) => status === 'AVAILABLE').flatMap(({ partitions }) => partitions);
  return {
    at: now(world),
    leader: readLeader(world),
    process: (address) => readProcess(world, address),
    processes: () => [...world.processes.keys()].flatMap((address) => readProcess(world, address) ?? []),
    partition: (gpid) => {
      const [appId, index] = gpid.split('.').map(Number);
      const partition = world.catalogue.find(appId ?? 0, index ?? 0);
      return partition === undefined ? undefined : readPartition(world, partition);
    },
    partitions: () => available().map((partition) => readPartition(world, partition)),
    notFull: () =>
      [...world.catalogue.unsettled]
        .filter((partition) => partition.table.status === 'AVAILABLE' && !isFull(partition))
        .map((partition) => readPartition(world, partition)),
    needed: world.needed,
  };
}

function readPartition(world: World, partition: Partition): PartitionTruth {
  const { primary } = partition;
  const live = members(partition).filter(
    (node) =>
      ableHost(world, node)?.replicas.get(partition)?.status === (node === primary ? 'primary' : 'secondary') &&
      ableHost(world, node)?.replicas.get(partition)?.place === 'serving',
  );
  const readable = primary !== undefined && live.includes(primary) && !world.waiting.has(partition);
  return {
    gpid: partition.gpid,
    table: partition.table.name,
    replicas: partition.table.replicas,
    ballot: partition.ballot,
    primary,
    secondaries: partition.secondaries,
    full: isFull(partition),
    live,
    readable,
    writable: readable && live.length >= min2pc(world.config, partition.table.replicas),
  };
}

function readProcess(world: World, address: string): ProcessTruth | undefined {
  const process = world.processes.get(address);
  if (process === undefined) return undefined;
  const { role, state, hung, version, startedAt, starts } = process;
  return {
    role,
    address,
    up: state !== 'down',
    answers: state === 'serving' && !hung,
    state: hung ? 'hung' : state,
    version,
    startedAt,
    starts,
    alive: world.leader === undefined || role !== 'replica' ? undefined : isAlive(world.leader, address),
    listed: world.leader?.nodes.has(address) === true,
    counts: world.hosts.get(address)?.counts,
    leastFree: world.hosts.get(address)?.leastFree,
  };
}

function readLeader(world: World): LeaderTruth | undefined {
  const { leader } = world;
  if (leader === undefined) return undefined;
  const { movePri, copyPri, copySec } = leader.operations;
  return {
    meta: leader.meta,
    loaded: leader.loaded,
    storedLevel: leader.level,
    effectiveLevel: effectiveLevel(world, leader),
    assignDelayMs: leader.assignDelayMs,
    addSecondaryMax: leader.addSecondaryMax,
    flowControl: leader.flowControl,
    balanceOperations: movePri + copyPri + copySec,
  };
}
