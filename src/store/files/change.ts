import type { WriteLease } from './write-lease.js';

/** One part of something that is taken whole or not at all. */
export interface Change {
  /**
   * What can be done before anything counts, so that a disk that refuses it leaves little to take back. On disk then.
   */
  prepare?(): Promise<void>;
  /** Makes it count, once all parts are prepared. It may be refused, too. On disk when it resolves. */
  apply?(): Promise<void>;
  /** Something was done that must be taken back if the whole is not taken. */
  readonly begun: boolean;
  /** Takes it back, however far it came; on disk when it resolves. */
  undo(): Promise<void>;
  /** Removes what `prepare` has left of a change that does not count. Never rejects. */
  abandon?(): Promise<void>;
  /** Tidies, once all of it counts. Never rejects. */
  settle?(): Promise<void>;
}

/**
 * Makes all of the changes, or none. What one waits for the disk for, the others do meanwhile.
 * @throws what failed, or LeaseEnded, when all is as it was before; CommitInDoubt when it could not be taken back
 */
export async function applyAll(lease: WriteLease, changes: readonly Change[]): Promise<void> {
  await lease.check();
  try {
    await allOf(changes.map(async (change) => change.prepare?.()));
    await lease.check();
    await allOf(changes.map(async (change) => change.apply?.()));
  } catch (error) {
    try {
      const begun = changes.filter((change) => change.begun);
      if (begun.length === 0) throw error;
      await lease.undo(error, async () => {
        for (const change of begun.reverse()) await change.undo();
      });
    } finally {
      for (const change of changes) await change.abandon?.();
    }
  }
  for (const change of changes) await change.settle?.();
}

/** Waits for all of them, whatever comes of one. @throws the first failure */
async function allOf(works: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find((each) => each.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
