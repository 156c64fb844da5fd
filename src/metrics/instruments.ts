import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ClusterName } from '../roll/ids.js';
import { definitions, type Definition, type LabelsOf, type LabelValues, type NameOf } from './definitions.js';

type Labels = Readonly<Record<string, string>>;

/** The metrics of one process: what is counted as it happens, and what is set when somebody reads them. */
export class Instruments {
  readonly #registry = new Registry();
  readonly #gauges = new Map<string, Gauge>();
  readonly #counters = new Map<string, Counter>();
  readonly #histograms = new Map<string, Histogram>();

  constructor(private readonly clusters: readonly ClusterName[]) {
    for (const [name, definition] of Object.entries<Definition>(definitions)) this.#define(name, definition);
    collectDefaultMetrics({ register: this.#registry });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  count<Name extends NameOf<'counter'>>(name: Name, labels: LabelsOf<Name>, by = 1): void {
    this.#counters.get(name)?.inc({ ...labels }, by);
  }

  /** A counter that somebody else counts: it has this value now. */
  counted<Name extends NameOf<'counter'>>(name: Name, labels: LabelsOf<Name>, value: number): void {
    const counter = this.#counters.get(name);
    counter?.remove({ ...labels });
    counter?.inc({ ...labels }, value);
  }

  observe<Name extends NameOf<'histogram'>>(name: Name, labels: LabelsOf<Name>, seconds: number): void {
    this.#histograms.get(name)?.observe({ ...labels }, Math.max(0, seconds));
  }

  /** All series of a gauge anew: what is not named here is 0, and where its labels can be anything, gone. */
  show<Name extends NameOf<'gauge'>>(
    name: Name,
    series: Iterable<readonly [labels: LabelsOf<Name>, value: number]>,
  ): void {
    const gauge = this.#gauges.get(name);
    if (gauge === undefined) return;
    gauge.reset();
    for (const labels of this.#fixedSeries(definitions[name])) gauge.set({ ...labels }, 0);
    for (const [labels, value] of series) gauge.inc({ ...labels }, value);
  }

  #define(name: string, definition: Definition): void {
    const { type, help, labels = {}, buckets = [] } = definition;
    const settings = { name, help, labelNames: Object.keys(labels), registers: [this.#registry] };
    const fixed = this.#fixedSeries(definition);
    switch (type) {
      case 'gauge': {
        const gauge = new Gauge(settings);
        for (const each of fixed) gauge.set({ ...each }, 0);
        this.#gauges.set(name, gauge);
        return;
      }
      case 'counter': {
        const counter = new Counter(settings);
        for (const each of fixed) counter.inc({ ...each }, 0);
        this.#counters.set(name, counter);
        return;
      }
      case 'histogram': {
        const histogram = new Histogram({ ...settings, buckets: [...buckets] });
        for (const each of fixed) histogram.zero({ ...each });
        this.#histograms.set(name, histogram);
        return;
      }
    }
  }

  /** Every series that is known before anything happens; none where a label can be anything. */
  #fixedSeries({ labels = {} }: Definition): readonly Labels[] {
    return Object.entries<LabelValues>(labels).reduce<readonly Labels[]>(
      (series, [label, values]) =>
        series.flatMap((each) => this.#valuesOf(values).map((value) => ({ ...each, [label]: value }))),
      [{}],
    );
  }

  #valuesOf(values: LabelValues): readonly string[] {
    if (values === 'anything') return [];
    return values === 'cluster' ? this.clusters : values;
  }
}
