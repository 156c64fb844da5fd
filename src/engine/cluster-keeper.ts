import type { Next } from '../roll/decision.js';
import type { ClusterName } from '../roll/ids.js';
import { hasEnded, type Run } from '../roll/run.js';
import type { AuditEntry, ClusterRecord, RunStore } from '../store/run-store.js';

/** Restarts longer ago do not matter to the meta's patience (SPEC T13). */
const rememberedMs = 3_600_000;

/** Keeps what must be known of a cluster beyond one run: the settings to be restored, the restarts, the lock. */
export class ClusterKeeper {
  constructor(
    private readonly cluster: ClusterName,
    private readonly store: RunStore,
  ) {}

  record(): ClusterRecord {
    return this.store.cluster(this.cluster);
  }

  /** Before a decision is acted on: the settings it changes and the restart it makes are written down. */
  async before(run: Run, next: Next, now: number): Promise<void> {
    if (hasEnded(run) || run.status === 'awaiting-approval') return;
    const record = this.record();
    const { saved, restored } = run.progress;
    const unwritten = saved !== undefined && !restored && record.maintenance?.run !== run.id;
    const restarts = next.kind === 'command' && next.command.role === 'replica' && (next.command.verb === 'start' || next.command.verb === 'restart') ? [{ address: next.command.address, at: now }] : [];
    if (!unwritten && restarts.length === 0) return;
    await this.store.saveCluster(
      this.cluster,
      {
        ...record,
        ...(unwritten ? { maintenance: { run: run.id, since: now, saved } } : {}),
        restarts: [...record.restarts.filter(({ at }) => now - at < rememberedMs), ...restarts],
      },
      [],
    );
  }

  /** After a decision was saved: settings that have been put back need no record any more. */
  async after(run: Run): Promise<void> {
    if (!('progress' in run) || !run.progress.restored) return;
    const record = this.record();
    if (record.maintenance?.run === run.id) await this.forgetMaintenance([]);
  }

  async forgetMaintenance(audit: readonly AuditEntry[]): Promise<void> {
    const { maintenance: _done, ...rest } = this.record();
    await this.store.saveCluster(this.cluster, rest, audit);
  }
}
