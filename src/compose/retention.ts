import type { Clock } from '../lib/clock.js';
import type { Log } from '../lib/log.js';
import { reasonOf } from '../lib/thrown.js';
import type { Database } from '../store/database.js';

const dayMs = 86_400_000;

/**
 * Removes what is older than `retentionMs`: the oldest month, at the start and then once a day, until `signal`. One at
 * a time, as a clock that is wrong by years must not take the whole history before somebody sees it.
 */
export async function keepRetention(
  store: Pick<Database, 'removeOldest'>,
  retentionMs: number,
  { clock, log, signal }: { readonly clock: Clock; readonly log: Log; readonly signal: AbortSignal },
): Promise<void> {
  // Asked anew each time: it comes while something is waited for.
  const toldToEnd = (): boolean => signal.aborted;
  while (!toldToEnd()) {
    try {
      const { runs, auditMonth } = await store.removeOldest(clock.now() - retentionMs);
      if (runs !== undefined) log.info(runs, `${runs.runs} runs of ${runs.month} were removed because of their age`);
      if (auditMonth !== undefined)
        log.info({ auditMonth }, `${auditMonth} of the audit trail was removed because of its age`);
    } catch (error) {
      if (toldToEnd()) return;
      log.error({ err: error }, `what is older than store.retention could not be removed: ${reasonOf(error)}`);
    }
    await clock.sleep(dayMs, signal);
  }
}
