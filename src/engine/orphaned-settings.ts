import type { ClusterAdmin } from '../pegasus/cluster-admin.js';
import type { Clock } from '../lib/clock.js';
import type { SettingAct } from '../roll/act.js';
import { isBelowSteady } from '../roll/by-hand.js';
import type { ClusterName } from '../roll/ids.js';
import { minLiveLeft, stillLowered } from '../roll/min-live.js';
import type { Correcting, SavedSettings } from '../roll/progress.js';
import { leavingLook } from '../roll/next-look.js';
import type { MetaLevel, Observation } from '../roll/observation.js';
import { defaultTriedBy, isUnchanged, lastMetaTried, nextTry, triedAgainAt, triesAt } from '../roll/setting-tries.js';
import { restoration } from '../roll/settings-guard.js';
import type { AuditEntry } from '../store/audit-log.js';
import type { MaintenanceRecord } from '../store/run-store.js';
import type { Log } from '../lib/log.js';
import { words } from '../words/words.js';

const lookMs = 5_000;
/** A setting that does not take is tried again after this, and then after twice as long, and so on. */
const firstRetryMs = 1_000;
/**
 * A meta that does not answer for so long has ended, and taken what was lowered along: nobody waits for it any longer.
 */
const patienceMs = 300_000;

interface OrphanedSettings {
  readonly cluster: ClusterName;
  readonly admin: ClusterAdmin;
  readonly record: MaintenanceRecord;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Into the audit trail. */
  readonly note: (entry: AuditEntry) => Promise<void>;
  /** The record has done its duty. */
  readonly forget: () => Promise<void>;
}

/**
 * Puts back the settings of a run of which nothing is left but this record. Goes on until they are read back, or the
 * bot stops: no run may begin on this cluster before. What cannot be written down is not done, and tried again. What is
 * set next, and when a setting is tried again that does not take, is said by the same functions as in a run; the loop
 * is another one, because there is no run: nobody to hold it for, nothing to save but the audit trail.
 * @returns whether they are back, and the record is forgotten
 */
export async function restoreOrphanedSettings(left: OrphanedSettings): Promise<boolean> {
  const { cluster, clock, log, signal } = left;
  const restoring = new Restoring(left);
  while (!signal.aborted) {
    try {
      const turn = await restoring.turn();
      if (turn === 'restored') return true;
      if (turn === 'goes-on') continue;
    } catch (error) {
      log.error({ cluster, err: error }, 'settings left behind could not be restored yet');
    }
    await clock.sleep(lookMs, signal);
  }
  return false;
}

class Restoring {
  readonly #defaultsTried: ('assign-delay' | 'add-secondary-max')[] = [];
  /** The last try, as a run remembers its own. */
  #correcting: Correcting | undefined;
  /** What came of an act, while the database does not take it. */
  #outcome: AuditEntry | undefined;
  /** Since then all is back but what `stillLowered` names. */
  #loweredSince: number | undefined;

  #toldOfFreeze = false;

  constructor(private readonly left: OrphanedSettings) {}

  /** One reading, and at most one act. */
  async turn(): Promise<'restored' | 'goes-on' | 'later'> {
    const { cluster, admin, record, clock, log, signal, note, forget } = this.left;
    await this.#noteOutcome();
    const reading = await admin.observe(leavingLook(record.saved), signal);
    if (!reading.ok) {
      log.warn(
        { cluster, failure: reading.failure },
        'the cluster could not be read to restore what a lost run had left behind',
      );
      return 'later';
    }
    const saved = await this.#respecting(reading.value.storedLevel);
    const act = restoration(reading.value, saved, this.#defaultsTried, lastMetaTried(this.#correcting));
    if (act !== undefined) {
      this.#loweredSince = undefined;
      return this.#perform(act, reading.value);
    }

    const lowered = stillLowered(reading.value, record.saved);
    if (lowered.length > 0) {
      this.#loweredSince ??= clock.now();
      log.warn(
        { cluster, run: record.run, lowered },
        'metas do not say that a setting that a lost run had left behind is back, or would freeze of it now',
      );
      // No run may begin before its servers live anyway.
      const serversAway = reading.value.nodes.some(({ status }) => status !== 'alive');
      if (serversAway || clock.now() - this.#loweredSince < patienceMs) return 'later';
      await note({
        at: clock.now(),
        cluster,
        run: record.run,
        what: 'bot',
        detail: { notRestored: words(minLiveLeft(lowered)) },
      });
    }
    await forget();
    log.warn(
      { cluster, run: record.run, saved: record.saved },
      'settings that a lost run had left behind are restored',
    );
    return 'restored';
  }

  /**
   * No run sets a level below steady: somebody has frozen the cluster by hand meanwhile, and wants that nothing is
   * moved. That is left as it is.
   */
  async #respecting(level: MetaLevel): Promise<SavedSettings> {
    const { cluster, record, clock, log, note } = this.left;
    if (!isBelowSteady(level) || level === record.saved.level) return record.saved;
    if (!this.#toldOfFreeze) {
      await note({
        at: clock.now(),
        cluster,
        run: record.run,
        what: 'bot',
        detail: {
          notRestored:
            `the level is ${level}, as somebody set it by hand; before the lost run it was ` + record.saved.level,
        },
      });
      log.warn(
        { cluster, run: record.run, level, before: record.saved.level },
        'somebody has set the level below steady by hand: it is left so, and the other settings are restored',
      );
      this.#toldOfFreeze = true;
    }
    return { ...record.saved, level };
  }

  async #perform(act: SettingAct, seen: Observation): Promise<'goes-on' | 'later'> {
    const { cluster, admin, record, clock, log, signal, note } = this.left;
    const tries = triesAt(act, this.#correcting, 'leave-maintenance', seen);
    // A new leader, or another value, is a reason to try at once. What is tried again and again would fill the audit
    // trail.
    const inVain = tries !== undefined && isUnchanged(tries, act, seen);
    if (inVain && clock.now() < triedAgainAt(tries, firstRetryMs)) return 'later';
    const entry = { cluster, run: record.run };
    await note({ ...entry, at: clock.now(), what: 'act', detail: act });
    const result = await admin.perform(act, signal);
    this.#defaultsTried.push(...defaultTriedBy(act));
    const tried = this.#correcting?.act === act.kind;
    this.#correcting = nextTry(act, tries, seen, clock.now());
    this.#outcome = { ...entry, at: clock.now(), what: 'outcome', detail: result };
    await this.#noteOutcome();
    // What was taken and is to be done again has not had its effect.
    if (result.ok) return tried ? 'later' : 'goes-on';
    log.warn(
      { cluster, failure: result.failure },
      'a setting that a lost run had left behind could not be restored yet',
    );
    return 'later';
  }

  /** Once, however often the database refuses it: the act is not done again for want of it. */
  async #noteOutcome(): Promise<void> {
    if (this.#outcome === undefined) return;
    await this.left.note(this.#outcome);
    this.#outcome = undefined;
  }
}
