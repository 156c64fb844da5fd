import type { Next } from '../roll/decision.js';
import { KeyedMutex } from '../lib/keyed-mutex.js';
import type { ClusterName, UserId } from '../roll/ids.js';
import type { SavedSettings } from '../roll/progress.js';
import { hasEnded, type Run } from '../roll/run.js';
import { countStarts, rememberedMs } from '../roll/starts-counted.js';
import type { ClusterLock, ClusterRecord, Commit, LockScope, RunStore } from '../store/run-store.js';

/**
 * Keeps what must be known of a cluster beyond one run: the settings to be restored, the restarts, the lock. The record
 * is written whole, so its changes are made one after the other: each sees what the one before has written.
 */
export class ClusterRecords {
  readonly #mutex = new KeyedMutex();

  constructor(
    private readonly cluster: ClusterName,
    private readonly runs: Pick<RunStore, 'cluster' | 'commit'>,
  ) {}

  record(): ClusterRecord {
    return this.runs.cluster(this.cluster);
  }

  /**
   * Takes a decision before it is acted on: the run and its audit entries and, as one with them, the settings that it
   * changes or has put back, the restart that it makes and those that it saw others make. `run` is the run after it,
   * also where it is not due to be written.
   */
  commit(run: Run, next: Next, now: number, decided: Pick<Commit, 'run' | 'audit'>): Promise<void> {
    return this.#change((record) => ({ ...decided, record: recordAfter(record, run, next, now) }));
  }

  forgetMaintenance(): Promise<void> {
    return this.#change((record) => ({ record: withoutMaintenance(record) }));
  }

  /**
   * @returns the lock that was there already, which stays; undefined: it is locked now. One's own gets the new reason,
   * but a lock of all clusters takes the place of none that was set on this one alone.
   */
  async lock(lock: ClusterLock): Promise<ClusterLock | undefined> {
    let inTheWay: ClusterLock | undefined;
    const { by, at, ...detail } = lock;
    await this.#change((record) => {
      inTheWay = record.lock !== undefined && !givesWay(record.lock, lock) ? record.lock : undefined;
      return inTheWay === undefined
        ? { record: { ...record, lock }, audit: [{ at, cluster: this.cluster, what: 'lock', by, detail }] }
        : {};
    });
    return inTheWay;
  }

  /**
   * With `all` only a lock of all clusters is taken away.
   *
   * @returns the lock that was taken away; undefined: there was none.
   */
  async unlock(by: UserId, at: number, scope: LockScope = 'one'): Promise<ClusterLock | undefined> {
    let taken: ClusterLock | undefined;
    await this.#change(({ lock, ...record }) => {
      taken = scope === 'all' && lock?.withAll !== true ? undefined : lock;
      return taken === undefined
        ? {}
        : { record, audit: [{ at, cluster: this.cluster, what: 'unlock', by, detail: { lock } }] };
    });
    return taken;
  }

  /** Makes one change after the ones before. Without a record, or without anything, that is not written. */
  #change(
    change: (record: ClusterRecord) => Pick<Commit, 'run' | 'audit'> & { readonly record?: ClusterRecord | undefined },
  ): Promise<void> {
    return this.#mutex.run('record', async () => {
      const { record, run, audit = [] } = change(this.record());
      if (record === undefined && run === undefined && audit.length === 0) return;
      await this.runs.commit({
        ...(run === undefined ? {} : { run }),
        ...(record === undefined ? {} : { cluster: { name: this.cluster, record } }),
        audit,
      });
    });
  }
}

const givesWay = (known: ClusterLock, lock: ClusterLock): boolean =>
  known.by === lock.by && (lock.withAll !== true || known.withAll === true);

/** What a decision makes of the record; undefined: it says nothing new of the cluster. */
function recordAfter(record: ClusterRecord, run: Run, next: Next, now: number): ClusterRecord | undefined {
  const maintenance = record.maintenance?.run === run.id ? record.maintenance : undefined;
  const putBack = maintenance !== undefined && 'progress' in run && run.progress.restored;
  const kept = putBack ? withoutMaintenance(record) : record;
  const unchanged = putBack ? kept : undefined;
  if (hasEnded(run) || run.status === 'awaiting-approval') return unchanged;
  const { saved, restored } = run.progress;
  const restart =
    next.kind === 'command' &&
    next.command.role === 'replica' &&
    (next.command.verb === 'start' || next.command.verb === 'restart')
      ? next.command
      : undefined;
  // Metas are lowered one after the other, as they come to lead.
  const unwritten =
    saved !== undefined && !restored && (maintenance === undefined || !sameMinLive(maintenance.saved, saved));
  const counted = countStarts(record, run, now);
  if (!unwritten && restart === undefined && counted === undefined) return unchanged;
  return {
    ...kept,
    ...(unwritten ? { maintenance: { run: run.id, since: maintenance?.since ?? now, saved } } : {}),
    ...(counted === undefined ? {} : { starts: counted.starts }),
    restarts: [
      ...record.restarts.filter(({ at }) => now - at < rememberedMs),
      ...(counted?.restarts ?? []),
      ...(restart === undefined ? [] : [{ address: restart.address, at: now }]),
    ],
  };
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
