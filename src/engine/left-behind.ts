import type { ClusterAdmin } from '../pegasus/cluster-admin.js';
import type { Clock } from '../lib/clock.js';
import type { ClusterName } from '../roll/ids.js';
import { minLiveLeft, stillLowered } from '../roll/min-live.js';
import { leavingLook } from '../roll/next-look.js';
import { restoration } from '../roll/settings-guard.js';
import type { AuditEntry, MaintenanceRecord } from '../store/run-store.js';
import type { Log } from './deps.js';

const retryMs = 5_000;
/** A meta that does not answer for so long has ended, and taken what was lowered along: nobody waits for it any longer. */
const patienceMs = 300_000;

/**
 * Puts back the settings of a run of which nothing is left but this record. Goes on until they are read back, or the bot
 * stops: no run may begin on this cluster before.
 */
export async function restoreLeftBehind(
  { cluster, admin, record, clock, log, signal }: { cluster: ClusterName; admin: ClusterAdmin; record: MaintenanceRecord; clock: Clock; log: Log; signal: AbortSignal },
  note: (entry: AuditEntry) => Promise<void>,
): Promise<boolean> {
  const defaultsTried: ('assign-delay' | 'add-secondary-max')[] = [];
  let firstRead: number | undefined;
  while (!signal.aborted) {
    const reading = await admin.observe(leavingLook(record.saved), signal);
    if (reading.ok) {
      const act = restoration(reading.value, record.saved, defaultsTried);
      firstRead ??= clock.now();
      const lowered = stillLowered(reading.value, record.saved);
      if (act === undefined && lowered.length > 0) {
        log.warn({ cluster, run: record.run, lowered }, 'metas do not say that a setting that a lost run had left behind is back, or would freeze of it now');
        // No run may begin before its servers live anyway.
        const serversAway = reading.value.nodes.some(({ status }) => status !== 'alive');
        if (serversAway || clock.now() - firstRead < patienceMs) {
          await clock.sleep(retryMs, signal);
          continue;
        }
        await note({ at: clock.now(), cluster, run: record.run, what: 'bot', detail: { notRestored: minLiveLeft(lowered) } });
      }
      if (act === undefined) {
        log.warn({ cluster, run: record.run, saved: record.saved }, 'settings that a lost run had left behind are restored');
        return true;
      }
      await note({ at: clock.now(), cluster, run: record.run, what: 'act', detail: act });
      const result = await admin.perform(act, signal);
      await note({ at: clock.now(), cluster, run: record.run, what: 'outcome', detail: result });
      if (act.kind === 'set-assign-delay') defaultsTried.push('assign-delay');
      if (act.kind === 'set-add-secondary-max') defaultsTried.push('add-secondary-max');
      if (result.ok) continue;
      log.warn({ cluster, failure: result.failure }, 'a setting that a lost run had left behind could not be restored yet');
    } else {
      log.warn({ cluster, failure: reading.failure }, 'the cluster could not be read to restore what a lost run had left behind');
    }
    await clock.sleep(retryMs, signal);
  }
  return false;
}
