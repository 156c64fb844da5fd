import type { LoopState } from '../engine/loop-watch.js';
import type { Clock } from '../lib/clock.js';
import type { ClusterAdmin } from '../pegasus/cluster-admin.js';
import type { ProcessControl } from '../processes/process-control.js';
import type { ClusterName } from '../roll/ids.js';
import type { Run } from '../roll/run.js';
import type { ApiFailure } from '../slack/api/failure.js';
import type { Method } from '../slack/api/methods.js';
import type { RunStore } from '../store/run-store.js';
import { countRuns } from './count-runs.js';
import { Instruments } from './instruments.js';
import { measuredAdmin, measuredProcesses, measuredRuns, UnderWay, type LastReadings } from './measured.js';
import { setGauges, type MetricSources } from './scrape.js';

/** What a scrape looks at besides what was measured. */
export type Scraped = Pick<MetricSources, 'runService' | 'slack' | 'loops' | 'unsaved' | 'shortOfRoom'>;

/** What is measured of one bot. Measuring changes nothing of what is measured. */
export class Metrics {
  readonly #instruments: Instruments;
  readonly #clock: Clock;
  readonly #version: string;
  readonly #clusters: readonly ClusterName[];
  readonly #runs: RunStore;
  readonly #count: (run: Run) => void;
  readonly #saves = new UnderWay();
  readonly #clusterCalls = new UnderWay();
  readonly #readings: LastReadings = new Map();
  readonly #decided = new Map<ClusterName, number>();
  #slackCalls = 0;

  constructor(options: {
    readonly version: string;
    readonly clusters: readonly ClusterName[];
    readonly runs: RunStore;
    readonly clock: Clock;
  }) {
    this.#version = options.version;
    this.#clusters = options.clusters;
    this.#runs = options.runs;
    this.#clock = options.clock;
    this.#instruments = new Instruments(options.clusters);
    this.#count = countRuns(this.#instruments, options.runs.loaded());
    for (const run of options.runs.loaded()) this.#noteDecision(run);
  }

  get contentType(): string {
    return this.#instruments.contentType;
  }

  admin(cluster: ClusterName, admin: ClusterAdmin): ClusterAdmin {
    return measuredAdmin(admin, cluster, {
      instruments: this.#instruments,
      clock: this.#clock,
      underWay: this.#clusterCalls,
      readings: this.#readings,
    });
  }

  processes(processes: ProcessControl): ProcessControl {
    return measuredProcesses(processes, this.#instruments);
  }

  get runs(): RunStore {
    return measuredRuns(this.#runs, { instruments: this.#instruments, clock: this.#clock, underWay: this.#saves });
  }

  /** Told of every state of a run. */
  readonly saw = (run: Run): void => {
    this.#count(run);
    this.#noteDecision(run);
  };

  /** A call to Slack begins; to be told of its end. */
  readonly slackCall = (method: Method): ((failure: ApiFailure | undefined) => void) => {
    const began = this.#clock.now();
    this.#slackCalls += 1;
    return (failure) => {
      this.#slackCalls -= 1;
      const seconds = (this.#clock.now() - began) / 1_000;
      this.#instruments.observe('pegasus_roll_slack_call_duration_seconds', { method }, seconds);
      if (failure !== undefined)
        this.#instruments.count('pegasus_roll_slack_call_errors_total', { method, kind: failure.kind });
    };
  };

  /** In Prometheus' text format. */
  text(scraped: Scraped): Promise<string> {
    const queued = (loops: readonly LoopState[]): number => loops.reduce((sum, { queued: own }) => sum + (own ?? 0), 0);
    setGauges(this.#instruments, {
      ...scraped,
      version: this.#version,
      clusters: this.#clusters,
      store: this.#runs,
      readings: this.#readings,
      decided: this.#decided,
      waiting: {
        decisions: () => queued(scraped.loops()),
        saves: () => this.#saves.count,
        cluster: () => this.#clusterCalls.count,
        slack: () => this.#slackCalls,
      },
      now: () => this.#clock.now(),
    });
    return this.#instruments.text();
  }

  #noteDecision({ cluster, updatedAt }: Run): void {
    this.#decided.set(cluster, Math.max(updatedAt, this.#decided.get(cluster) ?? 0));
  }
}
