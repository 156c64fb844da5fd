import type { Random } from '../../../src/lib/random.js';
import type { BackupPolicy, Generation } from '../servers.js';
import type { Agenda } from './agenda.js';
import type { Catalogue, Partition } from './catalogue.js';
import type { LeaderMemory } from './leader-memory.js';
import type { ReplicaHost } from './replica-host.js';
import type { ServerProcess } from './server-process.js';
import { flagNumber, minLiveNodesFlag } from './flags.js';
import { atMostFreezed, type ConfigFile, type Level } from './settings.js';
import type { SimulatedTiming } from './timing.js';

/** Something that happened in the cluster; `subject` is a server, a partition, a table or `cluster`. */
export interface ModelEvent {
  readonly at: number;
  readonly kind:
    | 'process'
    | 'leader'
    | 'node'
    | 'setting'
    | 'tick'
    | 'proposal'
    | 'partition'
    | 'replicas'
    | 'table'
    | 'fault';
  readonly subject: string;
  readonly what: string;
}

/** A span in which the cluster itself was busy or waited for its own tick. */
export interface NeededSpan {
  readonly kind: 'tick' | 'close' | 'stop' | 'start' | 'learn' | 'election';
  readonly subject: string;
  readonly from: number;
  to: number;
}

/** A configuration update that a primary has asked for and the meta has not granted. */
type Retry = () => void;

export interface ProposalFault {
  readonly kind: 'refuse' | 'drop';
  /** With `refuse`: the answer. */
  readonly err: string;
  left: number;
}

/** The whole state of the simulated cluster. */
export interface World {
  readonly agenda: Agenda;
  /** What the clocks of the machines say that are right. */
  readonly wallClock: () => number;
  readonly random: Random;
  readonly timing: SimulatedTiming;
  readonly config: ConfigFile;
  readonly generation: Generation;
  readonly clusterName: string;
  readonly catalogue: Catalogue;
  readonly processes: Map<string, ServerProcess>;
  readonly hosts: Map<string, ReplicaHost>;
  readonly metaAddresses: readonly string[];
  readonly replicaAddresses: string[];
  leader: LeaderMemory | undefined;
  /** Metas in the order in which they will get the lock. */
  lockQueue: string[];
  /** Whom standbys forward to; the dead leader until its session ends. */
  lockHolder: string | undefined;
  lockFreeAt: number;
  readonly waiting: Map<Partition, Map<string, Retry>>;
  readonly learners: Map<Partition, Map<string, () => void>>;
  readonly needed: NeededSpan[];
  /** By the name of the policy. */
  readonly backups: Map<string, BackupPolicy>;
  readonly faults: {
    learnersStalled: boolean;
    proposals: ProposalFault | undefined;
    otherNames: 'none' | 'resolvable' | 'unresolvable';
  };
  readonly emit: (kind: ModelEvent['kind'], subject: string, what: string) => void;
  /** A process ends itself by an assertion. */
  readonly abort: (process: ServerProcess, why: string) => void;
}

export const now = (world: World): number => world.agenda.now();

/** It is up, has loaded what it must, and answers. */
export const answers = (process: ServerProcess | undefined): process is ServerProcess =>
  process !== undefined && process.state === 'serving' && !process.hung;

export const ableHost = (world: World, node: string): ReplicaHost | undefined => {
  const host = world.hosts.get(node);
  return host !== undefined && answers(host.process) ? host : undefined;
};

/** To be called when a server has got another number of replicas in some place. */
export function noteCounts(world: World, host: ReplicaHost): void {
  host.note(now(world), 2 * world.timing.counterSnapshotMs);
}

/** The leader when it can act: up, and with its state loaded. */
export function actingLeader(world: World): LeaderMemory | undefined {
  const { leader } = world;
  return leader !== undefined && leader.loaded && answers(world.processes.get(leader.meta)) ? leader : undefined;
}

export const isAlive = (leader: LeaderMemory, node: string): boolean => leader.nodes.get(node)?.alive === true;

/** The level in force after the freeze check (docs/pegasus.md, "The freeze check"). */
export function effectiveLevel(world: World, leader: LeaderMemory): Level {
  if (atMostFreezed(leader.level)) return leader.level;
  let alive = 0;
  for (const node of leader.nodes.values()) if (node.alive) alive++;
  const process = world.processes.get(leader.meta);
  const percentage = process?.livePercentage ?? world.config.livePercentage;
  const least = flagNumber(process, minLiveNodesFlag) ?? world.config.minLiveNodes;
  const frozen = alive < least || alive * 100 < percentage * leader.nodes.size;
  return frozen ? 'freezed' : leader.level;
}

/**
 * To be called when something may have become curable: the time until the tick is time the cluster needs.
 * Copies that flow control holds back, or that wait for their server, wait for people, not for the tick.
 */
export function waitForTick(world: World, leader: LeaderMemory): void {
  const isAdd = (partition: Partition): boolean =>
    partition.primary !== undefined && partition.secondaries.length + 1 < partition.table.replicas;
  const others = [...leader.pending].some((partition) => !isAdd(partition));
  if (others) leader.waitingSince ??= now(world);
  else
    leader.waitingSince =
      world.catalogue.unsettled.size > 0 && !(leader.flowControl && leader.addSecondaryMax === 0)
        ? now(world)
        : undefined;
}

/** Adds to the last span of that kind and subject when they touch, so that a batch counts once. */
export function need(world: World, kind: NeededSpan['kind'], subject: string, from: number, to: number): void {
  const last = world.needed.findLast((span) => span.kind === kind && span.subject === subject);
  if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
  else world.needed.push({ kind, subject, from, to });
}
