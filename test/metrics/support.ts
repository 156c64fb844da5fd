import { Metrics, type Scraped } from '../../src/metrics/metrics.js';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import { clusterName } from '../../src/roll/ids.js';
import type { Run } from '../../src/roll/run.js';
import type { ClusterRecord, RunStore } from '../../src/store/run-store.js';

export const cluster = clusterName('cluster-x');

/** Metrics of a bot with two clusters, of which nothing is known but what a test says. */
export function metricsOf(loaded: readonly Run[] = [], record: ClusterRecord = { restarts: [] }) {
  const clock = new VirtualClock();
  const refuse = { saves: false };
  const runs: RunStore = {
    loaded: () => loaded,
    conversation: () => undefined,
    cluster: (name) => (name === cluster ? record : { restarts: [] }),
    commit: async () => {
      await clock.sleep(20);
      if (refuse.saves) throw new Error('no room');
    },
    archive: () => Promise.resolve(),
    history: () => Promise.resolve([]),
    find: () => Promise.resolve(undefined),
  };
  const metrics = new Metrics({ version: '1.2.3', clusters: [cluster, clusterName('cluster-y')], runs, clock });
  const text = (run?: Run, scraped: Partial<Scraped> = {}): Promise<string> =>
    metrics.text({
      runService: { runs: () => (run === undefined ? [] : [run]) },
      slack: () => undefined,
      loops: () => [],
      unsaved: { all: () => new Map() },
      shortOfRoom: () => undefined,
      ...scraped,
    });
  return { clock, metrics, text, refuse };
}

/** The lines of a metric, without its comments. */
export const seriesOf = (text: string, name: string): readonly string[] =>
  text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
