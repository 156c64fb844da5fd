import type { Clock } from '../../lib/clock.js';
import type { Removed } from '../database.js';
import type { AuditTrail } from './audit/audit-trail.js';
import { noteOf } from './audit/removed-month.js';
import type { Commits } from './commits.js';
import type { FinishedRuns } from './finished-runs.js';
import type { WriteLease } from './write-lease.js';

interface Parts {
  readonly commits: Commits;
  readonly finished: FinishedRuns;
  readonly audit: AuditTrail;
  readonly lease: WriteLease;
  readonly clock: Clock;
}

/** Removes the oldest month of runs and of the audit trail, if it was before `first`, while nothing else is saved. */
export async function removeOldest(first: string, { commits, finished, audit, lease, clock }: Parts): Promise<Removed> {
  let removed: Removed = {};
  await commits.run(async () => {
    const runs = await finished.removeOldest(first);
    const oldest = await audit.removable(first);
    if (oldest !== undefined) {
      // A crash in between leaves the month, and its note does no harm.
      await commits.take([], [noteOf(clock.now(), oldest)]);
      await lease.check();
      await audit.remove(oldest.month);
    }
    removed = {
      ...(runs === undefined ? {} : { runs }),
      ...(oldest === undefined ? {} : { auditMonth: oldest.month }),
    };
  });
  return removed;
}
