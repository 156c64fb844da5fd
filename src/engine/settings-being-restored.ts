import type { ClusterName } from '../roll/ids.js';
import type { EngineDeps } from './deps.js';
import type { KnownCluster } from './known-cluster.js';
import { restoreOrphanedSettings } from './orphaned-settings.js';
import type { MaintenanceRecord } from '../store/run-store.js';

/** Clusters whose settings, which a run left behind, are being put back: no run begins there meanwhile. */
export class SettingsBeingRestored {
  readonly #clusters = new Set<ClusterName>();

  constructor(
    private readonly deps: Pick<EngineDeps, 'clock' | 'log' | 'store'>,
    private readonly stopped: AbortSignal,
  ) {}

  has(cluster: ClusterName): boolean {
    return this.#clusters.has(cluster);
  }

  /** Goes on until they are read back, or the bot stops. */
  begin({ policy: { cluster }, admin, clusterRecords }: KnownCluster, record: MaintenanceRecord): void {
    const { store, clock, log } = this.deps;
    this.#clusters.add(cluster);
    void restoreOrphanedSettings({
      cluster,
      admin,
      record,
      clock,
      log,
      signal: this.stopped,
      note: (entry) => store.audit.append([entry]),
      forget: () => clusterRecords.forgetMaintenance(),
    }).then((restored) => {
      if (restored) this.#clusters.delete(cluster);
    });
  }
}
