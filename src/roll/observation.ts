import type { Gpid, NodeAddress, Role } from './ids.js';

/** Function levels of the meta server, from the lowest to the highest (docs/pegasus.md, "Meta level"). */
export const metaLevels = ['stopped', 'blind', 'freezed', 'steady', 'lively'] as const;
export type MetaLevel = (typeof metaLevels)[number];

/**
 * The three load-balancer values that live in the leader's memory and die with it
 * (docs/pegasus.md, "Settings in the leader's memory").
 */
export interface LoadBalancerSettings {
  /** `meta.lb.assign_delay_ms`, milliseconds. */
  readonly assignDelayMs: number;
  /** `meta.lb.add_secondary_max_count_for_one_node`. */
  readonly addSecondaryMax: number;
  /** `meta.lb.add_secondary_enable_flow_control`. */
  readonly flowControl: boolean;
}

export interface ReplicaServer {
  readonly address: NodeAddress;
  /** As the meta believes; stale for up to 22 s after a process died (docs/pegasus.md, "Failure detection"). */
  readonly status: 'alive' | 'unalive';
  readonly primaries: number;
  readonly secondaries: number;
}

export interface Partition {
  readonly gpid: Gpid;
  readonly ballot: number;
  readonly primary: NodeAddress | undefined;
  readonly secondaries: readonly NodeAddress[];
  /** Allowed by name: its copies are missed by nobody. No adapter says this. */
  readonly waived?: true;
}

/** A table's status without its `AS_`: `AVAILABLE`, `CREATING`, `DROPPING`, `DROPPED`, `RECALLING` … */
export interface Table {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  /** M: the number of copies each partition should have. */
  readonly replicaCount: number;
  /** Empty unless the table is AVAILABLE. In the order of their indices. */
  readonly partitions: readonly Partition[];
  /** What the table goes through besides its status, where the adapter can tell. */
  readonly transition?: 'bulk-loading' | 'splitting';
  /** Whether it is duplicated to another cluster; absent where nobody tells, or the table is not AVAILABLE. */
  readonly duplicating?: boolean;
  /** Its split is allowed by name. No adapter says this. */
  readonly splitAllowed?: true;
}

/**
 * What a server process says of itself. Start time and version together are its identity. `loading`: it is there, and
 * opens its replicas.
 */
export type ProcessReading =
  | {
      readonly kind: 'running';
      readonly version: string;
      readonly commit: string;
      /** Server-local wall-clock text, seconds resolution: compare for equality only. */
      readonly startedAt: string;
    }
  | { readonly kind: 'loading'; readonly error: string }
  | { readonly kind: 'unreachable'; readonly error: string }
  /** A run asks only the hosts of its plan and of the configuration; no adapter answers this. */
  | { readonly kind: 'not-asked' };

/** Replicas that a server process holds, by its own count. */
export type ReplicaCounts =
  | { readonly kind: 'counted'; readonly serving: number; readonly opening: number; readonly closing: number }
  /** This generation gives no such reading through this adapter. */
  | { readonly kind: 'unavailable'; readonly why: string }
  /** The server did not answer: whether it holds replicas is not known. The rest of the reading stands. */
  | { readonly kind: 'unreachable'; readonly error: string };

/** A server, and its place among those of its role. */
export interface Server {
  readonly role: Role;
  readonly address: NodeAddress;
  readonly index: number;
}

/** Whether a server can be replaced in place, by what its driver reads: `no` will not change by waiting. */
export type Replaceable = { readonly kind: 'yes' } | { readonly kind: 'no' | 'unknown'; readonly why: string };

/**
 * What somebody measures who watches the cluster. `values`: at least one, all of them finite. Without one nothing is
 * known: `not-understood` will not be understood by waiting.
 */
export type MonitorReading =
  | { readonly kind: 'values'; readonly values: readonly number[] }
  | { readonly kind: 'unreachable' | 'not-understood'; readonly why: string; readonly raw: readonly string[] };

/** Alerts that fire, each in words, of those that the operator has named. */
export type AlertsReading =
  | { readonly kind: 'alerts'; readonly firing: readonly string[] }
  | Exclude<MonitorReading, { kind: 'values' }>;

/**
 * What a server's page `/config` says of one flag: the value in force in that process, as Pegasus prints it. What is
 * neither a value nor a clear no is never taken for one of them (docs/pegasus.md, "HTTP pages").
 */
export type FlagReading =
  | { readonly kind: 'value'; readonly section: string; readonly type: string; readonly value: string }
  /** That process has no flag of this name. */
  | { readonly kind: 'no-such-flag' }
  /** It has no such page, as before 2.3. */
  | { readonly kind: 'no-page' }
  | { readonly kind: 'unreachable'; readonly error: string }
  | { readonly kind: 'not-understood'; readonly message: string; readonly raw: readonly string[] };

/** What to read besides the state of the cluster. */
export interface Look {
  /** Servers whose version and start time are wanted. */
  readonly processes: readonly NodeAddress[];
  /** The replica server whose own counts are wanted. */
  readonly counts?: NodeAddress;
  /** Metas whose own `min_live_node_count_for_unfreeze` is wanted, leading or not. */
  readonly minLiveOf?: readonly NodeAddress[];
  /** A flag, by its name alone, and the servers whose value of it is wanted, of any role. */
  readonly flag?: { readonly name: string; readonly of: readonly NodeAddress[] };
  /** Whether to ask for partitions whose replicas are all dead. */
  readonly ddd: boolean;
  /** Whether servers are wanted by their other names too: the run has not found one by the name it has for it. */
  readonly otherNames?: true;
  /** Whether the list of servers that get no secondaries is wanted. */
  readonly blackList?: true;
  /** Whether it is wanted which tables are being backed up, and bulk loaded where a reading does not say it anyway. */
  readonly underWay?: true;
  /** Replica servers whose free disk space is wanted. */
  readonly freeSpace?: readonly NodeAddress[];
  /** What the operator's own measure says, whether the cluster is at rest; not the cluster is asked. */
  readonly settle?: true;
  /** Which of the alerts fire that the operator has named; not the cluster is asked. */
  readonly alerts?: true;
  /** Servers of which the process driver is asked whether they could be replaced; not the cluster. */
  readonly replaceable?: readonly Server[];
}

/**
 * What a cluster said of something, and nobody understands. It does not spoil the reading that it is part of: only the
 * step that needs it waits and holds.
 */
export interface NotUnderstood {
  readonly kind: 'not-understood';
  /** One sentence for people, with what was said. */
  readonly message: string;
}

/**
 * Replica servers to which the leader gives no secondaries (docs/pegasus.md, "The black list"). `not-told`: this leader
 * does not have that command, and nothing is known.
 */
export type BlackList =
  | { readonly kind: 'read'; readonly servers: readonly NodeAddress[] }
  | { readonly kind: 'not-told' }
  | NotUnderstood;

/**
 * Free space of a replica server's disks, in whole percent as the server counts it, up to ten minutes old: of all of
 * them, and of the fullest (docs/pegasus.md, "Free disk space"). `not-told`: this server does not have the question.
 */
export type FreeSpace =
  | { readonly kind: 'read'; readonly total: number; readonly least: number }
  | { readonly kind: 'not-told' }
  | NotUnderstood;

/** Ids of the tables of which a backup has begun and not ended. */
export type Backups = { readonly kind: 'read'; readonly tables: readonly number[] } | NotUnderstood;

/** Of which tables it is not known whether they are being bulk loaded; those that are say it themselves. */
export interface BulkLoads {
  readonly unknown: readonly { readonly table: string; readonly why: string }[];
  /** There are too many tables for that. */
  readonly notAsked: readonly string[];
}

/** Balance operations that the leader still wants to do; meaningful on level lively. */
export type BalanceOperations =
  | { readonly kind: 'counted'; readonly total: number }
  /** Newer leaders say -1 until they have counted after a change: this is not zero. */
  | { readonly kind: 'not-counted-yet' }
  | NotUnderstood;

/**
 * One reading of a cluster, from its leader. Whoever returns one has understood every line of it, but for what it marks
 * as not understood.
 */
export interface Observation {
  /** `undefined` on 2.0, which does not print it. */
  readonly clusterName: string | undefined;
  readonly leader: NodeAddress;
  readonly metas: readonly NodeAddress[];
  /** The level in force, after the freeze check (`cluster_info`). */
  readonly effectiveLevel: MetaLevel;
  /** The level that was set (`get_meta_level`). */
  readonly storedLevel: MetaLevel;
  readonly settings: LoadBalancerSettings;
  readonly balanceOperations: BalanceOperations;
  readonly nodes: readonly ReplicaServer[];
  /** Dead servers that are allowed by name, and taken out of `nodes` for that. No adapter says this. */
  readonly leftOut?: readonly NodeAddress[];
  readonly tables: readonly Table[];
  /** By address; exactly those that were asked for. */
  readonly processes: Readonly<Record<string, ProcessReading>>;
  readonly counts?: ReplicaCounts;
  /**
   * What else servers are called, by the name that this reading has for them: a newer leader lists `host:port` where an
   * older one listed `ip:port`. Never absent when it was asked for; empty where nothing can be said.
   */
  readonly otherNames?: Readonly<Record<string, readonly NodeAddress[]>>;
  /** By address; exactly those that were asked for. */
  readonly replaceable?: Readonly<Record<string, Replaceable>>;
  /** By address; exactly those that were asked for. */
  readonly flags?: Readonly<Record<string, FlagReading>>;
  /** Absent when not asked for. */
  readonly settle?: MonitorReading;
  /** Absent when not asked for. */
  readonly alerts?: AlertsReading;
  /** Partitions with every replica dead; absent when not asked for. */
  readonly ddd?: readonly Gpid[];
  /** Absent when not asked for. */
  readonly blackList?: BlackList;
  /** By address; exactly those that were asked for. */
  readonly freeSpace?: Readonly<Record<string, FreeSpace>>;
  /** Absent when not asked for. */
  readonly backups?: Backups;
  /** Absent when not asked for; all is known then. */
  readonly bulkLoads?: BulkLoads;
  /**
   * `min_live_node_count_for_unfreeze` and `meta.live_percentage` of the leader, where the adapter can read them.
   * `minLiveNodesMutable`: the adapter could change the first one as well.
   */
  readonly freeze?: {
    readonly minLiveNodes?: number;
    readonly minLiveNodesMutable?: boolean;
    readonly livePercentage?: number | NotUnderstood;
  };
  /** `min_live_node_count_for_unfreeze` by meta, of those that were asked for and said it just now. */
  readonly minLive?: Readonly<Record<string, number>>;
}

/** Why a reading or an act did not come about. */
export interface AdminFailure {
  readonly kind:
    | 'unreachable' // no meta, or the server at hand, answered
    | 'timeout' // the deadline passed
    | 'not-understood' // an answer came that cannot be read: `raw` has it
    | 'not-leader' // the meta asked is not (or no longer) the leader, or has not loaded its state
    | 'refused' // the cluster answered with an error
    | 'cancelled'; // the signal was aborted
  /** One sentence for people. */
  readonly message: string;
  /** The lines that were not understood, or the last lines of what was printed. */
  readonly raw: readonly string[];
}
