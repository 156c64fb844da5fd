import type { ClusterName } from '../roll/ids.js';
import type { RunStore, RunSummary } from '../store/run-store.js';

/**
 * The last run of each cluster that has ended. Read once: a cluster that was never rolled would else cost the whole
 * history each time.
 */
export class LastRuns {
  readonly #known = new Map<ClusterName, Promise<RunSummary | undefined>>();

  constructor(private readonly runs: RunStore) {}

  of(cluster: ClusterName): Promise<RunSummary | undefined> {
    const known = this.#known.get(cluster) ?? this.#read(cluster);
    this.#known.set(cluster, known);
    return known;
  }

  /** Something of this cluster's runs is not what it was. */
  changed(cluster: ClusterName): void {
    this.#known.delete(cluster);
  }

  async #read(cluster: ClusterName): Promise<RunSummary | undefined> {
    try {
      // One of them may be under way.
      const found = await this.runs.history({ cluster, limit: 2 });
      return found.find(({ endedAt }) => endedAt !== undefined);
    } catch (error) {
      this.#known.delete(cluster);
      throw error;
    }
  }
}
