import type { ClusterName, NodeAddress, RunId, UserId } from '../roll/ids.js';
import type { Conversation } from '../conversation/conversation.js';
import type { Run, RunStatus } from '../roll/run.js';
import type { SavedSettings } from '../roll/progress.js';

/** A line of the audit trail. `what` names the kind of entry; `detail` is plain JSON without secrets. */
export interface AuditEntry {
  readonly at: number;
  readonly cluster: ClusterName;
  readonly run?: RunId;
  readonly what: 'intent' | 'act' | 'outcome' | 'command' | 'command-result' | 'event' | 'lock' | 'unlock' | 'bot';
  readonly by?: UserId;
  readonly detail: unknown;
}

export interface ClusterLock {
  readonly by: UserId;
  readonly at: number;
  readonly reason: string;
}

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

/** Why nothing may be written any more; `why` has the details and the names of files, for whoever runs the bot. */
export interface StoreEnding {
  readonly kind:
    | 'taken-over' // another process has the database now
    | 'unlocked' // its lock is gone, so that any process may take it
    | 'unknown' // a save failed and could not be taken back
    | 'closed';
  readonly why: string;
}

/** The rejection of every save after the end. One that failed for another reason may succeed when it is tried again. */
export class StoreEnded extends Error {
  readonly kind: StoreEnding['kind'];

  constructor({ kind, why }: StoreEnding) {
    super(`nothing was saved: ${why}`);
    this.kind = kind;
  }
}

/**
 * The rejection of a save that failed and stays half done: whether it was taken only opening the database again tells.
 */
export class SaveInDoubt extends Error {
  constructor(cause: unknown, { why }: StoreEnding) {
    super(`whether it was saved is not known: ${why}`, { cause });
  }
}

/**
 * The database. Every promise that resolves means: on disk, whole, and there after a power loss. A promise that rejects
 * means that nothing was taken, in memory as little as on disk; with `StoreEnded` nothing ever will be. The one
 * exception is `SaveInDoubt`, after which nothing will be taken either.
 */
export interface RunStore {
  /** Runs that were not archived when the store was opened, oldest first. */
  loaded(): readonly Run[];
  conversation(run: RunId): Conversation | undefined;
  cluster(cluster: ClusterName): ClusterRecord;

  /** Writes the run and, before it, its audit entries. Costs the same however many runs were ever made. */
  saveRun(run: Run, audit: readonly AuditEntry[]): Promise<void>;
  saveConversation(run: RunId, conversation: Conversation): Promise<void>;
  saveCluster(cluster: ClusterName, record: ClusterRecord, audit: readonly AuditEntry[]): Promise<void>;
  audit(entries: readonly AuditEntry[]): Promise<void>;
  /** Where the audit trail ends now: how many entries it has, and the hash of all of them. */
  auditHead(): { readonly seq: number; readonly hash: string };

  /** Moves a run that has ended, and been told to its end, out of the way; it is never written again. */
  archive(run: RunId): Promise<void>;
  /** Newest first, archived or not. */
  history(filter: { readonly cluster?: ClusterName; readonly limit: number }): Promise<readonly RunSummary[]>;
  find(run: RunId): Promise<Run | undefined>;

  /** Space that is kept on the disk for when it is full. */
  readonly reserve: {
    /** Since when it has been given back; absent: it has not, or there was never room for it. */
    readonly givenBackAt: number | undefined;
    /** @returns whether there is room now that was not there before */
    giveBack(): Promise<boolean>;
  };

  /**
   * Resolves, with the reason, when nothing may be written any more: another process has taken the folder over, or what
   * is on disk is not known. Whoever has the store open should end, and be started anew.
   */
  readonly unusable: Promise<string>;

  /** Gives the folder free. */
  close(): Promise<void>;
}
