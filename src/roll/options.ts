import type { NodeAddress, Role } from './ids.js';

export type RollMode = 'ha' | 'simple';

/**
 * How ha mode empties a server: the two documented steps, or both at one tick of the meta, which can cost a client its
 * timeout.
 */
export const drains = ['documented', 'fast'] as const;
export type Drain = (typeof drains)[number];

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
  /** Ask before going on after the first replica server. */
  readonly canary: boolean;
  /** Wait this long after each replica server; 0 for not at all. */
  readonly soakMs: number;
  /** A restarted process must be back within this; the cluster's own (`timing.start`) unless said. */
  readonly startTimeoutMs?: number;
  /** Give leadership back evenly at the end. */
  readonly rebalance: boolean;
  /** Tables with one or two copies that may be rolled all the same. */
  readonly allowLowReplication: readonly string[];
  /** Ha mode only; the cluster's own unless said. */
  readonly drain?: Drain;
  /** Names of version rules that shall not block. Part of what is approved. */
  readonly allowVersionRules?: readonly string[];
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

export const defaultOptions: RollOptions = {
  mode: 'ha',
  roles: ['replica', 'meta', 'collector'],
  skip: [],
  canary: false,
  soakMs: 0,
  rebalance: false,
  allowLowReplication: [],
};
