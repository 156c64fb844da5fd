import type { HookVerb, ProcessVerb } from './act.js';
import type { ClusterName, NodeAddress, Role } from './ids.js';
import type { Drain } from './options.js';
import type { SettleRule } from './settle-rule.js';
import type { VersionRule } from './version-rule.js';

/** Every wait of the protocol, in milliseconds. */
export interface Timing {
  /** `assign_delay_ms` while the run lasts: how long the meta waits before it copies a lost replica elsewhere. */
  readonly assignDelay: number;
  /** The least time between the restarts of two metas. */
  readonly metaInterval: number;
  /** Between two looks at the cluster. */
  readonly pollInterval: number;
  /** The meta's own tick, `lb_interval_ms`: a proposal takes effect at the next one. */
  readonly metaTick: number;
  /** So long a cluster may take to be at rest before the next server. */
  readonly settle: number;
  /** No progress for so long: hold. */
  readonly stall: number;
  /** A restarted process must be back within this. */
  readonly start: number;
  /** How long to wait for replicas to close where the version gives no reading. */
  readonly closeWait: number;
  /** A rebalance that lasts longer holds. */
  readonly rebalance: number;
  /** A bot that was away longer comes back paused. */
  readonly maxAway: number;
}

export const documentedTiming: Timing = {
  assignDelay: 3_600_000,
  metaInterval: 30_000,
  pollInterval: 1_000,
  metaTick: 10_000,
  settle: 600_000,
  stall: 300_000,
  start: 600_000,
  closeWait: 60_000,
  rebalance: 1_800_000,
  maxAway: 3_600_000,
};

export interface ApprovalPolicy {
  readonly required: number;
  /** User ids and `@group` handles; empty: anyone in the channel. */
  readonly approvers: readonly string[];
  readonly selfApproval: boolean;
  readonly expiresAfterMs: number;
  /** How long before that people are reminded; a fifth of the whole, an hour at most, unless it is said. */
  readonly warnBeforeMs?: number;
}

/** Free space of a server's fullest disk, in percent. */
export interface SpaceLimits {
  /** Below this a server takes no copy: `disk_min_available_space_ratio` of the replica servers. */
  readonly refusedBelow: number;
  /** Below this people are warned. */
  readonly warnBelow: number;
}

/** As Pegasus ships it, and room for half as much again before people are surprised. */
export const shippedSpaceLimits: SpaceLimits = { refusedBelow: 10, warnBelow: 15 };

export const spaceLimits = ({ diskSpace = shippedSpaceLimits }: Pick<ClusterPolicy, 'diskSpace'>): SpaceLimits =>
  diskSpace;

/** A server may lead a tenth more than its share: few enough that none is loaded by it, and few moves more. */
export const usualPlacementSlack = 10;

export const placementSlack = ({
  placementSlack: slack = usualPlacementSlack,
}: Pick<ClusterPolicy, 'placementSlack'>): number => slack;

/** What the configuration says of a cluster, as far as the protocol needs it. */
export interface ClusterPolicy {
  readonly cluster: ClusterName;
  /** The name the cluster calls itself, when it is not `cluster`; `undefined` to accept any. */
  readonly clusterName: string | undefined;
  readonly metas: readonly NodeAddress[];
  readonly collectors: readonly NodeAddress[];
  readonly approvals: ApprovalPolicy;
  readonly onRestart: 'continue' | 'pause';
  /**
   * What a run does that stands paused outside its window, once that opens: go on by itself, or wait for people (unless
   * said).
   */
  readonly whenWindowOpens?: 'wait' | 'continue';
  readonly timing: Timing;
  /** How a run empties a server that does not say it itself: documented, unless said. */
  readonly drain?: Drain;
  /** `mutation_2pc_min_replica_count` of the cluster's configuration; 0: derived from a table's replica count. */
  readonly mutation2pcMinReplicaCount: number;
  /** `min_live_node_count_for_unfreeze`, where the cluster does not tell. */
  readonly minLiveNodes: number;
  /** `node_live_percentage_threshold_for_update`, where the cluster does not tell. */
  readonly livePercentage: number;
  /**
   * Whether the commands that end and start a process name one server among several on a host; unless said, they do.
   */
  readonly commandsTellApart?: { readonly servers: boolean; readonly roles: boolean };
  /** When free disk space is too little; as Pegasus ships it, unless said. */
  readonly diskSpace?: SpaceLimits;
  /** How much more than its share of primaries a server may be given while others are emptied, in percent; else 10. */
  readonly placementSlack?: number;
  /** Whether the process driver can say before a command that it would not work; unless said, it cannot. */
  readonly asksDriver?: boolean;
  /** Rules for upgrades and downgrades, besides those that the bot knows. */
  readonly versionRules?: readonly VersionRule[];
  /** The commands that replace a process of each role, without and with an upgrade. */
  readonly procedure: Readonly<
    Record<Role, { readonly restart: readonly ProcessVerb[]; readonly upgrade: readonly ProcessVerb[] }>
  >;
  /** The operator's own commands that are run around each server; absent: none. */
  readonly hooks?: readonly HookVerb[];
  /** Matchers of the alerts under which nothing is begun; absent: none. */
  readonly alerts?: string;
  /** Matchers of the alerts that are silenced while a run is at work; absent: none. */
  readonly silences?: string;
  /** What must be so before the next server is begun; absent: nothing. */
  readonly settle?: SettleRule;
}
