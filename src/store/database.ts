import type { AuditLog } from './audit-log.js';
import type { Lease } from './lease.js';
import type { RunStore } from './run-store.js';

/**
 * What the bot keeps. Every promise that resolves means: kept, whole, and there after a power loss. A promise that
 * rejects means that nothing was taken, now as little as after the next start; with `LeaseEnded` nothing ever will be.
 * The one exception is `CommitInDoubt`, after which nothing will be taken either.
 */
export interface Database {
  readonly runs: RunStore;
  readonly audit: AuditLog;
  readonly lease: Lease;
  readonly reserve: Reserve;
  /**
   * Removes the oldest month (UTC) of runs that are over, by when they ended, and of the audit trail, if it was over
   * before `moment`. The trail gets a note by which what is left can be verified. A month of it that is not proven to
   * be what was written stays.
   */
  removeOldest(moment: number): Promise<Removed>;
  /** Gives the right to write to whoever comes next. */
  close(): Promise<void>;
}

/** What was removed because of its age; months as `2026-01`. */
export interface Removed {
  readonly runs?: { readonly month: string; readonly runs: number };
  readonly auditMonth?: string;
}

/** Room that is kept for when there is no more. */
export interface Reserve {
  /** Since when it has been given back; absent: it has not, or there was never enough for it. */
  readonly givenBackAt: number | undefined;
  /** @returns whether there is room now that was not there before */
  giveBack(): Promise<boolean>;
}

/** Why the database could not be opened. Nothing that was saved is lost by it. */
export interface StoreFailure {
  readonly kind:
    | 'held' // another process writes it
    | 'corrupt' // something in it is not what was written
    | 'newer-format' // a newer version of the program wrote it
    | 'full' // there is no room for it
    | 'unusable'; // what it is kept on does not allow what is needed
  /** For people: what, where, and what to do. One line a fault. */
  readonly sentence: string;
}
