import type { Result } from '../lib/result.js';
import type { ActOutcome, ClusterAct, CommandResult, ProcessCommand } from './act.js';
import type { Watched } from './availability/availability.js';
import type { Calendar } from './calendar.js';
import type { CommandId, NodeAddress, Role, UserId } from './ids.js';
import type { Intent, IntentAnswer } from './intent.js';
import type { Message } from './message.js';
import type { AdminFailure, Look, Observation } from './observation.js';
import type { ClusterPolicy } from './policy.js';
import type { Run } from './run.js';

/** Whether a process is up, for servers that can be asked nothing else (collectors). */
export type UpReading = { readonly up: true } | { readonly up: false; readonly why: string };

/** What a run is told. */
export type Input =
  | { readonly kind: 'intent'; readonly intent: Intent }
  | {
      readonly kind: 'observed';
      readonly observation: Observation;
      readonly up?: UpReading;
      /** What the readings up to this one say of the partitions, as far as no run has taken it yet. */
      readonly watched?: Watched;
    }
  | { readonly kind: 'unobserved'; readonly failure: AdminFailure }
  | { readonly kind: 'performed'; readonly result: Result<ActOutcome, AdminFailure> }
  | { readonly kind: 'command-finished'; readonly id: CommandId; readonly result: CommandResult }
  /** Something beside the cluster that people should know; a run goes on. */
  | { readonly kind: 'remark'; readonly message: Message }
  /** Somebody locked or unlocked the cluster. A run under way goes on; people are told. */
  | { readonly kind: 'lock-changed'; readonly by: UserId; readonly lock: { readonly reason: string } | undefined }
  /**
   * The bot has started and found this run in the database; or it was there, and neither ran nor saw anything for so
   * long.
   */
  | { readonly kind: 'recovered'; readonly awayMs: number }
  /** A decision on `during` threw this. */
  | { readonly kind: 'broken'; readonly message: string; readonly raw: readonly string[]; readonly during: Input }
  /** Nothing could be saved since then until now; `why` is a clause. */
  | { readonly kind: 'saved-again'; readonly since: number; readonly why: string }
  /** Time has passed; nothing else is known. */
  | { readonly kind: 'time' };

/** What a decision may look at besides the run and the input. */
export interface Context {
  readonly now: number;
  readonly policy: ClusterPolicy;
  /** Restarts by this bot within the last hour. */
  readonly restarts: readonly { readonly address: NodeAddress; readonly at: number }[];
  readonly lock: { readonly by: string; readonly reason: string } | undefined;
  readonly calendar: Calendar;
  /** Since when the disk of the bot has been so full that only what it had kept is left; absent: it is not. */
  readonly shortOfRoom?: number;
}

/** What to ask a collector's process. */
interface UpQuestion {
  readonly role: Role;
  readonly address: NodeAddress;
  readonly index: number;
}

/** What comes after the decision has been saved. */
export type Next =
  /** Carry out the act, then say what came of it (`performed`). */
  | { readonly kind: 'act'; readonly act: ClusterAct }
  /** Begin the command, say when it has ended (`command-finished`), and look on meanwhile. */
  | { readonly kind: 'command'; readonly command: ProcessCommand }
  | { readonly kind: 'look'; readonly look: Look; readonly up?: UpQuestion; readonly afterMs: number }
  /** Nothing to do before somebody says something, or this time has come. */
  | { readonly kind: 'rest'; readonly until?: number }
  | { readonly kind: 'end' };

export interface Decision {
  readonly run: Run;
  readonly next: Next;
  /** For an intent: what its author is told. */
  readonly answer?: IntentAnswer;
}
