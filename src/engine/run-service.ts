import type { LoadBalancerSettings, MetaLevel } from '../roll/observation.js';
import type { Result } from '../lib/result.js';
import type { Calendar } from '../roll/calendar.js';
import type { Conversation } from '../conversation/conversation.js';
import type { GateBlock } from '../roll/gates/verdict.js';
import type { ClusterCheck } from '../roll/checks/result.js';
import type { ClusterName, NodeAddress, RunId, UserId } from '../roll/ids.js';
import type { Intent, IntentAnswer } from '../roll/intent.js';
import type { Message } from '../roll/message.js';
import type { RollOptions } from '../roll/options.js';
import type { Plan } from '../roll/plan.js';
import type { ApprovalPolicy } from '../roll/policy.js';
import type { Run } from '../roll/run.js';
import type { ClusterLock, LockScope, RunSummary } from '../store/run-store.js';

export type { ClusterCheck, ClusterLock, LockScope, RunSummary };

/** Why a request came to nothing, for the person who asked. */
export interface Refusal {
  readonly message: Message;
  /** The part of the request it is about, where one is: a form says it there. */
  readonly about?: 'version' | 'nodes' | 'skip' | 'from' | 'tables' | 'allow';
  /** The run that is in the way, if one is. */
  readonly busy?: Run;
  /** Ids of those whom `message` names; nobody else in it becomes a mention. */
  readonly people?: readonly UserId[];
  /** Lines from the cluster that could not be understood. */
  readonly raw?: readonly string[];
}

export interface RollRequest {
  readonly cluster: ClusterName;
  readonly options: RollOptions;
  readonly by: UserId;
  /** Channel id the message shall stand in. */
  readonly channel: string;
}

export interface ClusterCard {
  readonly cluster: ClusterName;
  /** Configured channel, id or name; undefined: wherever the command was typed. */
  readonly channel: string | undefined;
  readonly approvals: ApprovalPolicy;
  /** While it is there no new run may start. */
  readonly lock: ClusterLock | undefined;
  /** Change windows and freezes, at this moment. */
  readonly calendar: Calendar;
}

/** How a cluster is, from one look at it. */
export type ClusterHealth =
  | {
      readonly kind: 'well';
      readonly readAt: number;
      readonly replicaServers: number;
      readonly metas: number;
      readonly tables: number;
    }
  /** What is wrong, in the words of the gates that would block. */
  | {
      readonly kind: 'troubled';
      readonly readAt: number;
      readonly replicaServers: number;
      readonly metas: number;
      readonly tables: number;
      readonly blocks: readonly GateBlock[];
    }
  | { readonly kind: 'unreadable'; readonly readAt: number; readonly why: Message };

/** Whether a cluster is left well after a run; `stopping`: the bot ends before it is known. */
export type AtRest =
  | { readonly kind: 'rests' }
  | { readonly kind: 'restless'; readonly why: Message }
  | { readonly kind: 'stopping' };

/** What a request for a roll can name. */
export interface ClusterServers {
  /** In the cluster's order. */
  readonly replicaServers: readonly NodeAddress[];
  /** Tables with one or two copies, which are rolled only with a waiver. */
  readonly lowTables: readonly { readonly name: string; readonly replicaCount: number }[];
}

/** What can be rolled, and how it is. */
export interface ClusterOverview extends ClusterCard {
  readonly health: ClusterHealth;
  /** The run that is under way or awaits approval. */
  readonly active: Run | undefined;
  /** The last run that has ended. */
  readonly last: RunSummary | undefined;
}

/** The engine as the conversation sees it. */
export interface RunService {
  clusters(): readonly ClusterCard[];
  /** Runs that are not archived: active ones, and ended ones that have not been told to their end. */
  runs(): readonly Run[];
  /**
   * The clusters with their health. Each is read, or was within the last seconds; one that does not answer soon is
   * `unreadable`.
   */
  overview(): Promise<readonly ClusterOverview[]>;
  /** Which servers and tables a request can name, by a look that is made now or was within the last seconds. */
  servers(cluster: ClusterName): Promise<Result<ClusterServers, Refusal>>;
  /** Runs of one or all clusters, archived or not, newest first. */
  history(filter: { readonly cluster?: ClusterName; readonly limit: number }): Promise<readonly RunSummary[]>;
  /** A run by its name, ended or not, archived or not. */
  find(run: RunId): Promise<Run | undefined>;
  /**
   * Nobody may start a run until it is unlocked; one under way goes on, and says so. Who may do it has been checked.
   */
  lock(cluster: ClusterName, by: UserId, reason: string, scope?: LockScope): Promise<IntentAnswer>;
  /** With `all` it is left locked where it was locked alone. */
  unlock(cluster: ClusterName, by: UserId, scope?: LockScope): Promise<IntentAnswer>;
  /**
   * Waits until the cluster is well and at rest, by its operator's own measure where there is one, for as long as that
   * says; not longer than the cluster is waited for between two servers.
   */
  atRest(cluster: ClusterName): Promise<AtRest>;
  /** Reads the cluster and makes the plan, nothing else. */
  plan(cluster: ClusterName, options: RollOptions): Promise<Result<Plan, Refusal>>;
  /**
   * Looks at everything that a roll of the cluster needs, and changes nothing; or was looked at within the last
   * seconds. It takes seconds, and half a minute at most.
   */
  check(cluster: ClusterName): Promise<Result<ClusterCheck, Refusal>>;
  /** Makes the plan and a run that awaits approval of it; the listener is told of it. */
  requestRoll(request: RollRequest): Promise<Result<Run, Refusal>>;
  /** Resolves when the intent has been decided and the decision is on disk. */
  submit(run: RunId, intent: Intent): Promise<IntentAnswer>;

  /** Calls `listener` with every new state of every run; the answer ends it. */
  subscribe(listener: (run: Run) => void): () => void;
  conversation(run: RunId): Conversation | undefined;
  saveConversation(run: RunId, conversation: Conversation): Promise<void>;
  /** Where the audit trail ends now, for the report of a run. */
  auditHead(): { readonly seq: number; readonly hash: string };
  /** Says that an ended run has been told to its end. */
  told(run: RunId): Promise<void>;
}

/** The state of a run cannot be saved, so nothing is done in it. */
export interface Unsaved {
  readonly since: number;
  /** A clause for people; it names no file. */
  readonly why: string;
  /** What the cluster's settings are, as they were read last. */
  readonly settings?: LoadBalancerSettings & { readonly level: MetaLevel };
}

/** As whoever tells people sees it. */
export interface UnsavedRuns {
  of(run: RunId): Unsaved | undefined;
  all(): ReadonlyMap<RunId, Unsaved>;
  /** Told when a run cannot be saved, when what is to be said of it changes, and when it can be saved again. */
  subscribe(listener: (run: RunId) => void): () => void;
}
