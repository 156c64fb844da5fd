import type { ClusterName, Gpid, NodeAddress, Role, RunId } from './ids.js';
import type { RecordedLeaders } from './recorded-leaders.js';

export type RollMode = 'ha' | 'simple';

/**
 * How ha mode empties a server: the two documented steps, or both at one tick of the meta, which can cost a client its
 * timeout.
 */
export const drains = ['documented', 'fast'] as const;
export type Drain = (typeof drains)[number];

/** What a rollback undoes: the servers that an earlier run has put another version on. */
export interface RollsBack {
  readonly run: RunId;
  /** The version that the earlier run has put on them. */
  readonly from: string;
  /** In the order in which they are rolled back: the last one that it upgraded comes first. */
  readonly servers: readonly RolledBackServer[];
  /** Who led each partition before that run; absent: it did not record that. */
  readonly leaders?: RecordedLeaders;
}

export interface RolledBackServer {
  readonly role: Role;
  readonly address: NodeAddress;
  /** To install it was begun and its process not restarted: what it runs says nothing of what it starts next. */
  readonly onlyInstalled?: true;
}

/** What a run continues: the rest of an earlier one that was aborted or failed. */
export interface Continues {
  readonly run: RunId;
  /** Those that the earlier run has come to. */
  readonly servers: readonly EarlierServer[];
  /** Who led each partition before it; absent: it did not record that. */
  readonly leaders?: RecordedLeaders;
}

export interface EarlierServer {
  readonly role: Role;
  readonly address: NodeAddress;
  /** When its process had started before the earlier run restarted it, in the server's own words. */
  readonly startedAt?: string;
  readonly done?: true;
  /** People left it out of the earlier run. */
  readonly leftOut?: true;
  /** Its process was stopped, and it was not proven back. */
  readonly down?: true;
}

/** A flag of Pegasus and the value that it has in the new configuration. */
export interface StaleValue {
  /** As it was typed: the flag's name, or `section.name`. */
  readonly key: string;
  /** As Pegasus prints it. */
  readonly value: string;
}

/** What whoever asks for a rollback or a continuation says of it; all else follows from the earlier run. */
export type EarlierRunTerms = Pick<
  RollOptions,
  | 'reason'
  | 'outsideWindow'
  | 'allowVersionRules'
  | 'allowDeadServers'
  | 'allowDeadPartitions'
  | 'allowSplitting'
  | 'lowerMinLive'
>;

/** A run that is one of several, each on a cluster of its own: the next one begins when the one before is done. */
export interface Campaign {
  /** All clusters of it, in their order. */
  readonly clusters: readonly ClusterName[];
  /** What was asked for each of them. */
  readonly asked: Omit<RollOptions, 'campaign'>;
  /** The run of the cluster before; absent: this is the first. */
  readonly after?: RunId;
  /** The first run of all, by which the campaign is called; absent in that run itself. */
  readonly first?: RunId;
  /** Clusters that came before this one, and what their runs did. Absent in the first. */
  readonly before?: readonly RolledCluster[];
  /** What follows. Part of what is approved. */
  readonly then: readonly PlannedCluster[];
}

/** A cluster of a campaign whose run is done. */
export interface RolledCluster {
  readonly cluster: ClusterName;
  readonly run: RunId;
  /** How many servers were rolled, of how many. */
  readonly done: number;
  readonly of: number;
  readonly tookMs: number;
  /** Where the message of its run stands. */
  readonly message?: { readonly channel: string; readonly ts: string };
}

/** A cluster of a campaign whose turn has not come, as it was planned when the campaign was asked for. */
export interface PlannedCluster {
  readonly cluster: ClusterName;
  readonly planId: string;
  readonly servers: number;
  readonly totalMs: number;
}

/** What a person asks for with `/pegasus roll CLUSTER [options]` (docs: README, "Options"). */
export interface RollOptions {
  /** An upgrade to this version; without it a restart. `2.5.0`, or `2.5.0@<commit prefix>`. */
  readonly version?: string;
  readonly mode: RollMode;
  /** In the order they are rolled; none in a run that only gives leadership back. */
  readonly roles: readonly Role[];
  /** Only these replica servers, when given. */
  readonly nodes?: readonly NodeAddress[];
  /** Not these replica servers. */
  readonly skip: readonly NodeAddress[];
  /** No replica server that comes before it in the order. */
  readonly from?: NodeAddress;
  /**
   * Not the servers whose process started then or later, `2026-01-02 03:04:05` by the servers' own clocks and time
   * zone. One that does not say when it started is rolled.
   */
  readonly startedBefore?: string;
  /** Not the servers that have this value in force; each that is restarted must have it then. */
  readonly stale?: StaleValue;
  /** Ask before going on after the first replica server. */
  readonly canary: boolean;
  /** Wait this long after each replica server; 0 for not at all. */
  readonly soakMs: number;
  /** A restarted process must be back within this; the cluster's own (`timing.start`) unless said. */
  readonly startTimeoutMs?: number;
  /** Give leadership back evenly at the end. */
  readonly rebalance: boolean;
  /** Do not give each partition back, at the end, to the server that led it before. Part of what is approved. */
  readonly leaveLeadership?: true;
  /** Tables with one or two copies that may be rolled all the same. */
  readonly allowLowReplication: readonly string[];
  /** Ha mode only; the cluster's own unless said. */
  readonly drain?: Drain;
  /** Names of version rules that shall not block. Part of what is approved. */
  readonly allowVersionRules?: readonly string[];
  /** Replica servers that are dead and stay dead. Part of what is approved, like the two below. */
  readonly allowDeadServers?: readonly NodeAddress[];
  /** Partitions that have no live copy. */
  readonly allowDeadPartitions?: readonly Gpid[];
  /** Tables that are splitting. */
  readonly allowSplitting?: readonly string[];
  /** It undoes an earlier run: only the servers that this one upgraded, in this order. Part of what is approved. */
  readonly rollsBack?: RollsBack;
  /** It is the rest of an earlier run: what that has restarted is left out. Part of what is approved. */
  readonly continues?: Continues;
  /** It is one of several runs. */
  readonly campaign?: Campaign;
  readonly reason?: string;
  /**
   * Lower `min_live_node_count_for_unfreeze` while it lasts, where one server away would freeze the cluster. Part of
   * what is approved.
   */
  readonly lowerMinLive?: true;
  /** Why it may be rolled outside its change windows and in spite of a freeze. Part of what is approved. */
  readonly outsideWindow?: string;
}

/** A run that touches no server: it only gives leadership back evenly. */
export const onlyRebalances = ({ roles, rebalance }: Pick<RollOptions, 'roles' | 'rebalance'>): boolean =>
  rebalance && roles.length === 0;

/** Whether each partition gets back, at the end, the primary that it had before. Balancing evenly takes its place. */
export const givesLeadershipBack = ({
  rebalance,
  leaveLeadership,
}: Pick<RollOptions, 'rebalance' | 'leaveLeadership'>): boolean => !rebalance && leaveLeadership !== true;

export const defaultOptions: RollOptions = {
  mode: 'ha',
  roles: ['replica', 'meta', 'collector'],
  skip: [],
  canary: false,
  soakMs: 0,
  rebalance: false,
  allowLowReplication: [],
};
