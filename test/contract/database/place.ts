import type { Database } from '../../../src/store/database.js';

/** What a database is made in: `open` again shows what the last one left. */
export interface DatabasePlace {
  open(): Promise<Database>;
  /** The audit trail, entry by entry, oldest first. */
  auditTrail(): Promise<readonly unknown[]>;
  /** Another process takes it over from whoever has it open. */
  takeOver(): Promise<void>;
}
