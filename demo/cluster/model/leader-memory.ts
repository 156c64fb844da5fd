import type { ConfigType } from '../servers.js';
import type { Partition } from './catalogue.js';
import type { ConfigFile, Level } from './settings.js';

export interface Action {
  readonly target: string;
  readonly node: string;
  readonly type: ConfigType;
  /** A newer leader dies of sending it. */
  readonly unnamed?: true;
}

/** What the leader knows of a replica server. */
export interface NodeMemory {
  alive: boolean;
  /** Cancels the pending declaration of death. */
  cancelDetection: (() => void) | undefined;
  /** The stability the leader saw, by start times in beacons. */
  lastStart: number | undefined;
  unstableRestarts: number;
}

export interface PartitionMemory {
  /** Newest last; may go back to `lastDrops` of an earlier leader, dated when this one took over. */
  dropped: { readonly node: string; readonly at: number }[];
  /** Rotating place in `dropped` for emergencies. */
  preferred: number;
  /** Registered proposals, head first. */
  actions: readonly Action[];
  /** The balancer registered them: what it removes lingers in `closing`. */
  fromBalancer: boolean;
  /** A change of its configuration is on its way. */
  busy: boolean;
}

export interface Operations {
  readonly movePri: number;
  readonly copyPri: number;
  readonly copySec: number;
}

/** How many replicas a server has got, as the cure counts while it hands out new ones. */
export interface Newly {
  primaries: number;
  total: number;
  readonly primariesOf: Map<number, number>;
  readonly totalOf: Map<number, number>;
}

/** Everything that lives in the memory of the leading meta, and dies with it. */
export interface LeaderMemory {
  readonly meta: string;
  readonly since: number;
  /** False while it answers ERR_SERVICE_NOT_ACTIVE. */
  loaded: boolean;
  level: Level;
  assignDelayMs: number;
  addSecondaryMax: number;
  flowControl: boolean;
  blackList: readonly string[];
  ignoredApps: readonly number[];
  readonly flags: Map<string, boolean>;
  readonly nodes: Map<string, NodeMemory>;
  readonly partitions: Map<Partition, PartitionMemory>;
  /** Partitions with registered proposals. */
  readonly pending: Set<Partition>;
  /** Reset at each tick. */
  readonly newly: Map<string, Newly>;
  operations: Operations;
  /** Version of the catalogue that `operations` was counted from. */
  operationsOf: number;
  /** Since when something waits for the next tick. */
  waitingSince: number | undefined;
  cancelTick: (() => void) | undefined;
}

export function newLeaderMemory(meta: string, since: number, config: ConfigFile): LeaderMemory {
  return {
    meta,
    since,
    loaded: false,
    level: config.level,
    assignDelayMs: config.assignDelayMs,
    addSecondaryMax: config.addSecondaryMax,
    flowControl: config.flowControl,
    blackList: [],
    ignoredApps: [],
    flags: new Map([
      ['meta.lb.balancer_in_turn', false],
      ['meta.lb.only_primary_balancer', false],
      ['meta.lb.only_move_primary', false],
    ]),
    nodes: new Map(),
    partitions: new Map(),
    pending: new Set(),
    newly: new Map(),
    operations: { movePri: 0, copyPri: 0, copySec: 0 },
    operationsOf: -1,
    waitingSince: undefined,
    cancelTick: undefined,
  };
}

export function partitionMemory(leader: LeaderMemory, partition: Partition): PartitionMemory {
  const known = leader.partitions.get(partition);
  if (known !== undefined) return known;
  const fresh: PartitionMemory = {
    dropped: partition.lastDrops.map((node) => ({ node, at: leader.since })),
    preferred: partition.lastDrops.length - 1,
    actions: [],
    fromBalancer: false,
    busy: false,
  };
  leader.partitions.set(partition, fresh);
  return fresh;
}

export function setActions(
  leader: LeaderMemory,
  partition: Partition,
  actions: readonly Action[],
  fromBalancer = false,
): void {
  const memory = partitionMemory(leader, partition);
  memory.actions = actions;
  memory.fromBalancer = fromBalancer && actions.length > 0;
  if (actions.length === 0) leader.pending.delete(partition);
  else leader.pending.add(partition);
}
