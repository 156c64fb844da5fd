/** Why nothing may be written any more; `why` has the details, for whoever runs the bot. */
export interface LeaseEnding {
  readonly kind:
    | 'taken-over' // another process has the database now
    | 'unlocked' // nobody's right to write can be seen any more, so that any process may take it
    | 'unknown' // a commit failed and could not be taken back
    | 'closed';
  readonly why: string;
}

/** The right to write the database: one process has it at a time. */
export interface Lease {
  /**
   * Resolves when nothing may be written any more, also where nobody tries to. Whoever has the database open should
   * end, and be started anew.
   */
  readonly over: Promise<LeaseEnding>;
}

/** The rejection of everything after the end. What failed for another reason may succeed when it is tried again. */
export class LeaseEnded extends Error {
  readonly kind: LeaseEnding['kind'];

  constructor({ kind, why }: LeaseEnding) {
    super(`nothing was saved: ${why}`);
    this.kind = kind;
  }
}

/**
 * The rejection of a commit that failed after it was begun, and was not taken back: whether it was taken only opening
 * the database again tells. `kind`: why nothing could be taken back.
 */
export class CommitInDoubt extends Error {
  readonly kind: LeaseEnding['kind'];

  constructor(cause: unknown, { kind, why }: LeaseEnding) {
    super(`whether it was saved is not known: ${why}`, { cause });
    this.kind = kind;
  }
}
