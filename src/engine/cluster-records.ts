import type { Next } from '../roll/decision.js';
import type { ClusterName, CommandId, UserId } from '../roll/ids.js';
import type { SavedSettings } from '../roll/progress.js';
import { hasEnded, type Run } from '../roll/run.js';
import { countStarts, rememberedMs } from '../roll/starts-counted.js';
import type { AuditEntry, ClusterLock, ClusterRecord, RunStore } from '../store/run-store.js';

/**
 * Keeps what must be known of a cluster beyond one run: the settings to be restored, the restarts, the lock. The record
 * is written whole, so its changes are made one after the other: each sees what the one before has written.
 */
export class ClusterRecords {
  #changes: Promise<unknown> = Promise.resolve();
  /**
   * The restart that was written last. Its command is decided on anew, under the same id, when the run could not be
   * saved.
   */
  #restart: { readonly id: CommandId; readonly at: number } | undefined;

  constructor(
    private readonly cluster: ClusterName,
    private readonly store: Pick<RunStore, 'cluster' | 'saveCluster'>,
  ) {}

  record(): ClusterRecord {
    return this.store.cluster(this.cluster);
  }

  /**
   * Before a decision is acted on: the settings it changes, the restart it makes and those that it saw others make are
   * written down.
   */
  async before(run: Run, next: Next, now: number): Promise<void> {
    if (hasEnded(run) || run.status === 'awaiting-approval') return;
    const { saved, restored } = run.progress;
    const restart =
      next.kind === 'command' &&
      next.command.role === 'replica' &&
      (next.command.verb === 'start' || next.command.verb === 'restart')
        ? next.command
        : undefined;
    await this.#change((record) => {
      const written = record.maintenance?.run === run.id ? record.maintenance : undefined;
      // Metas are lowered one after the other, as they come to lead.
      const unwritten =
        saved !== undefined && !restored && (written === undefined || !sameMinLive(written.saved, saved));
      const counted = countStarts(record, run, now);
      if (!unwritten && restart === undefined && counted === undefined) return undefined;
      const maintenance = unwritten ? { maintenance: { run: run.id, since: written?.since ?? now, saved } } : {};
      const sameAt = restart !== undefined && restart.id === this.#restart?.id ? this.#restart.at : undefined;
      const remembered = record.restarts.filter(
        ({ address, at }) => now - at < rememberedMs && !(address === restart?.address && at === sameAt),
      );
      return {
        record: {
          ...record,
          ...maintenance,
          ...(counted === undefined ? {} : { starts: counted.starts }),
          restarts: [
            ...remembered,
            ...(counted?.restarts ?? []),
            ...(restart === undefined ? [] : [{ address: restart.address, at: now }]),
          ],
        },
      };
    });
    if (restart !== undefined) this.#restart = { id: restart.id, at: now };
  }

  /** After a decision was saved: settings that have been put back need no record any more. */
  async after(run: Run): Promise<void> {
    if (!('progress' in run) || !run.progress.restored) return;
    await this.#change((record) =>
      record.maintenance?.run === run.id ? { record: withoutMaintenance(record) } : undefined,
    );
  }

  forgetMaintenance(): Promise<void> {
    return this.#change((record) => ({ record: withoutMaintenance(record) }));
  }

  /**
   * @returns the lock that was there already, which stays; undefined: it is locked now. One's own gets the new reason.
   */
  async lock(lock: ClusterLock): Promise<ClusterLock | undefined> {
    let inTheWay: ClusterLock | undefined;
    const { by, at, reason } = lock;
    await this.#change((record) => {
      inTheWay = record.lock !== undefined && record.lock.by !== by ? record.lock : undefined;
      return inTheWay === undefined
        ? { record: { ...record, lock }, audit: [{ at, cluster: this.cluster, what: 'lock', by, detail: { reason } }] }
        : undefined;
    });
    return inTheWay;
  }

  /** @returns the lock that was taken away; undefined: there was none. */
  async unlock(by: UserId, at: number): Promise<ClusterLock | undefined> {
    let taken: ClusterLock | undefined;
    await this.#change(({ lock, ...record }) => {
      taken = lock;
      return lock === undefined
        ? undefined
        : { record, audit: [{ at, cluster: this.cluster, what: 'unlock', by, detail: { lock } }] };
    });
    return taken;
  }

  /** Makes one change after the ones before; undefined from `change`: there is nothing to write. */
  #change(
    change: (
      record: ClusterRecord,
    ) => { readonly record: ClusterRecord; readonly audit?: readonly AuditEntry[] } | undefined,
  ): Promise<void> {
    const made = this.#changes.then(async () => {
      const changed = change(this.record());
      if (changed !== undefined) await this.store.saveCluster(this.cluster, changed.record, changed.audit ?? []);
    });
    this.#changes = made.catch(() => undefined);
    return made;
  }
}

function sameMinLive({ minLive: written = [] }: SavedSettings, { minLive: now = [] }: SavedSettings): boolean {
  return (
    written.length === now.length &&
    written.every(
      ({ meta, was, to }, place) => now[place]?.meta === meta && now[place].was === was && now[place].to === to,
    )
  );
}

function withoutMaintenance({ maintenance: _done, ...rest }: ClusterRecord): ClusterRecord {
  return rest;
}
