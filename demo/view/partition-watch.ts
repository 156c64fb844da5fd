import type { SimulatedCluster } from '../cluster/model/simulated-cluster.js';
import type { PartitionTruth } from '../cluster/model/truth.js';
import type { ModelEvent } from '../cluster/model/world.js';
import type { PartitionState } from '../page/cluster-protocol.js';

/** A partition as it is now. */
export interface WatchedPartition {
  /** Among those of all tables. */
  readonly place: number;
  readonly gpid: string;
  readonly primary: string | undefined;
  readonly secondaries: readonly string[];
  readonly readable: boolean;
  readonly writable: boolean;
  readonly state: PartitionState;
}

interface Listener {
  /** A partition is another one than it was; `before` is undefined for one that is new. */
  changed(before: WatchedPartition | undefined, now: WatchedPartition, at: number): void;
  /** Tables have come or gone: all places are new, and each partition is told anew. */
  restarted(at: number): void;
}

/**
 * Knows of every partition what its clients would meet, at any moment: the model says of each thing that happens what
 * it is about, and only that is looked at again.
 */
export class PartitionWatch {
  readonly #cluster: Pick<SimulatedCluster, 'truth' | 'onChange'>;
  readonly #listener: Listener;
  readonly #byGpid = new Map<string, WatchedPartition>();
  /** Changed a moment ago, and looked at once more when time has gone on: events can come before all is in place. */
  readonly #unsettled = new Set<string>();
  #at = Number.NEGATIVE_INFINITY;
  readonly #end: () => void;

  constructor(cluster: Pick<SimulatedCluster, 'truth' | 'onChange'>, listener: Listener) {
    this.#cluster = cluster;
    this.#listener = listener;
    this.#readAll(cluster.truth().at);
    this.#end = cluster.onChange((event) => {
      this.#hear(event);
    });
  }

  all(): Iterable<WatchedPartition> {
    return this.#byGpid.values();
  }

  get(gpid: string): WatchedPartition | undefined {
    return this.#byGpid.get(gpid);
  }

  /** To be called before anything of it is read. */
  settle(): void {
    for (const gpid of this.#unsettled) this.#look(gpid, this.#at);
    this.#unsettled.clear();
  }

  close(): void {
    this.#end();
  }

  #hear({ kind, subject, at }: ModelEvent): void {
    if (at > this.#at) this.settle();
    this.#at = Math.max(this.#at, at);
    switch (kind) {
      case 'partition':
        this.#changed(subject);
        return;
      case 'process':
      case 'replicas':
        for (const { gpid, primary, secondaries } of this.#byGpid.values())
          if (primary === subject || secondaries.includes(subject)) this.#changed(gpid);
        return;
      case 'table':
        this.#readAll(at);
        return;
      case 'leader':
      case 'node':
      case 'setting':
      case 'tick':
      case 'proposal':
      case 'fault':
        return;
    }
  }

  #changed(gpid: string): void {
    this.#look(gpid, this.#at);
    this.#unsettled.add(gpid);
  }

  #look(gpid: string, at: number): void {
    const before = this.#byGpid.get(gpid);
    const truth = this.#cluster.truth().partition(gpid);
    if (before === undefined || truth === undefined) return;
    const now = watched(truth, before.place);
    if (isSame(before, now)) return;
    this.#byGpid.set(gpid, now);
    this.#listener.changed(before, now, at);
  }

  #readAll(at: number): void {
    this.#byGpid.clear();
    this.#unsettled.clear();
    this.#listener.restarted(at);
    for (const [place, truth] of this.#cluster.truth().partitions().entries()) {
      const now = watched(truth, place);
      this.#byGpid.set(now.gpid, now);
      this.#listener.changed(undefined, now, at);
    }
  }
}

function watched(truth: PartitionTruth, place: number): WatchedPartition {
  const { gpid, primary, secondaries, readable, writable } = truth;
  return { place, gpid, primary, secondaries, readable, writable, state: stateOf(truth) };
}

function stateOf({ readable, writable, full, live, replicas }: PartitionTruth): PartitionState {
  if (!readable) return 'unreadable';
  if (!writable) return 'unwritable';
  return full && live.length >= replicas ? 'full' : 'short';
}

const isSame = (one: WatchedPartition, other: WatchedPartition): boolean =>
  one.primary === other.primary &&
  one.readable === other.readable &&
  one.writable === other.writable &&
  one.state === other.state &&
  one.secondaries.length === other.secondaries.length &&
  one.secondaries.every((node, place) => node === other.secondaries[place]);
