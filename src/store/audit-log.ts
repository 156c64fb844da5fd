import type { ClusterName, RunId, UserId } from '../roll/ids.js';

/** An entry of the audit trail. `what` names the kind of entry; `detail` is plain JSON without secrets. */
export interface AuditEntry {
  readonly at: number;
  /** Absent: it is about the database. */
  readonly cluster?: ClusterName;
  readonly run?: RunId;
  readonly what: 'intent' | 'act' | 'outcome' | 'command' | 'command-result' | 'event' | 'lock' | 'unlock' | 'bot';
  readonly by?: UserId;
  readonly detail: unknown;
}

/** Everything that was said or done: entries are only ever added. */
export interface AuditLog {
  /** All of them, one behind the other, or none. */
  append(entries: readonly AuditEntry[]): Promise<void>;
  /** Where it ends now: how many entries it has, and the hash of all of them. */
  head(): { readonly seq: number; readonly hash: string };
}
