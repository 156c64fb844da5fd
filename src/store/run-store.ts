import type { AuditEntry } from './audit-log.js';
import type { ClusterName, NodeAddress, RunId, UserId } from '../roll/ids.js';
import type { Conversation } from '../conversation/conversation.js';
import type { Run, RunStatus } from '../roll/run.js';
import type { SavedSettings } from '../roll/progress.js';

export interface ClusterLock {
  readonly by: UserId;
  readonly at: number;
  readonly reason: string;
  /** Every cluster was locked at once; it is taken away in the same way, or alone. */
  readonly withAll?: true;
}

/** Whether a person locks or unlocks one cluster, or all that there are. */
export type LockScope = 'one' | 'all';

/** Settings that some run changed and has not restored yet: outlives the run's own file. */
export interface MaintenanceRecord {
  readonly run: RunId;
  readonly since: number;
  readonly saved: SavedSettings;
}

/** What is kept of a cluster between runs. */
export interface ClusterRecord {
  readonly lock?: ClusterLock;
  readonly maintenance?: MaintenanceRecord;
  /** When this bot or others restarted servers, milliseconds since the epoch; the last hour of them. */
  readonly restarts: readonly { readonly address: NodeAddress; readonly at: number }[];
  /** What each replica server said last of its own start, in its own words. Absent: no run has asked yet. */
  readonly starts?: readonly { readonly address: NodeAddress; readonly startedAt: string }[];
}

export interface RunSummary {
  readonly id: RunId;
  readonly cluster: ClusterName;
  readonly status: RunStatus;
  readonly requestedBy: UserId;
  readonly requestedAt: number;
  /** When its first server could be touched; absent when it never came so far. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly version?: string;
  /** Some of its servers ran a newer version before. */
  readonly downgrade?: true;
  /** It put back what this earlier run had upgraded. */
  readonly rollsBack?: RunId;
  /** It came after this run in a campaign. */
  readonly follows?: RunId;
  /** It touched no server, and only gave leadership back. */
  readonly rebalance?: true;
  readonly reason?: string;
  /** Those whose approval counted. */
  readonly approvedBy?: readonly UserId[];
  /** Who rejected or aborted it, where a person did. */
  readonly endedBy?: UserId;
  /** How many servers were rolled, of how many. */
  readonly rolled?: { readonly done: number; readonly of: number };
  /** Where its message stands in Slack. */
  readonly message?: { readonly channel: string; readonly ts: string };
}

/** What is taken as one: all of it is there after a crash at any moment, or nothing. */
export interface Commit {
  readonly run?: Run;
  readonly cluster?: { readonly name: ClusterName; readonly record: ClusterRecord };
  readonly conversation?: { readonly run: RunId; readonly conversation: Conversation };
  readonly audit?: readonly AuditEntry[];
}

/** Runs, what is kept of clusters, what Slack has been told, and the history of it all. */
export interface RunStore {
  /** Runs that were not archived when the store was opened, oldest first. */
  loaded(): readonly Run[];
  conversation(run: RunId): Conversation | undefined;
  cluster(cluster: ClusterName): ClusterRecord;

  /** Costs the same however many runs were ever made. Commits are taken in the order in which they are asked for. */
  commit(commit: Commit): Promise<void>;

  /** Puts a run that has ended, and been told to its end, out of the way; it is never written again. */
  archive(run: RunId): Promise<void>;
  /** Newest first, archived or not. */
  history(filter: { readonly cluster?: ClusterName; readonly limit: number }): Promise<readonly RunSummary[]>;
  find(run: RunId): Promise<Run | undefined>;
}
