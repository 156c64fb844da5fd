import type { Result } from '../lib/result.js';
import type { Conversation } from '../roll/conversation.js';
import type { ClusterName, RunId, UserId } from '../roll/ids.js';
import type { Intent, IntentAnswer } from '../roll/intent.js';
import type { RollOptions } from '../roll/options.js';
import type { Plan } from '../roll/plan.js';
import type { ApprovalPolicy } from '../roll/policy.js';
import type { Run } from '../roll/run.js';

/** Why a request came to nothing: a sentence for the person who asked. */
export interface Refusal {
  readonly text: string;
  /** The run that is in the way, if one is. */
  readonly busy?: Run;
  /** Ids of those whom `text` names as `<@id>`; nobody else in it becomes a mention. */
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
}

/** The engine as the conversation sees it. */
export interface Desk {
  clusters(): readonly ClusterCard[];
  /** Runs that are not archived: active ones, and ended ones that have not been told to their end. */
  runs(): readonly Run[];
  /** Reads the cluster and makes the plan, nothing else. */
  plan(cluster: ClusterName, options: RollOptions): Promise<Result<Plan, Refusal>>;
  /** Makes the plan and a run that awaits approval of it; the listener is told of it. */
  requestRoll(request: RollRequest): Promise<Result<Run, Refusal>>;
  /** Resolves when the intent has been decided and the decision is on disk. */
  submit(run: RunId, intent: Intent): Promise<IntentAnswer>;

  /** Calls `listener` with every new state of every run; the answer ends it. */
  subscribe(listener: (run: Run) => void): () => void;
  conversation(run: RunId): Conversation | undefined;
  saveConversation(run: RunId, conversation: Conversation): Promise<void>;
  /** Says that an ended run has been told to its end. */
  told(run: RunId): Promise<void>;
}
