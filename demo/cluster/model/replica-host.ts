import type { DiskInfo } from '../servers.js';
import type { Partition } from './catalogue.js';
import type { ServerProcess } from './server-process.js';

/** One replica as its server has it. `place: 'disk'`: not in memory, its files are still there. */
export interface LocalReplica {
  readonly partition: Partition;
  place: 'disk' | 'opening' | 'serving' | 'closing';
  status: 'primary' | 'secondary' | 'learner' | 'inactive';
  /** Since when it has missed writes; undefined while it takes them. */
  leftAt: number | undefined;
  flushedAt: number;
  /** Once it is closed it stays in `closing` for long. */
  lingers: boolean;
}

export interface ReplicaCounts {
  readonly serving: number;
  readonly opening: number;
  readonly closing: number;
}

/** Below this share of free space, in percent, no new copy is put onto a disk: `disk_min_available_space_ratio`. */
const leastFree = 10;
const usuallyFree = 60;
const capacityMb = 1_000_000;

const diskWith = (tag: string, free: number): DiskInfo => ({
  tag,
  directory: `/home/work/${tag}/pegasus`,
  capacityMb,
  availableMb: (capacityMb / 100) * free,
});

type Counted = 'serving' | 'opening' | 'closing';

/** A replica server's own view of its replicas, which is not always the meta's. */
export class ReplicaHost {
  readonly process: ServerProcess;
  readonly replicas = new Map<Partition, LocalReplica>();
  /** Learners queue for the server's disk and network. */
  learnsUntil = 0;
  /** A config sync that will find replicas the meta no longer lists. */
  syncPending = false;
  readonly #counts: Record<Counted, number> = { serving: 0, opening: 0, closing: 0 };
  #history: { readonly at: number; readonly counts: ReplicaCounts }[] = [];

  #free: readonly [number, number] = [usuallyFree, usuallyFree];

  constructor(process: ServerProcess) {
    this.process = process;
  }

  get disks(): readonly DiskInfo[] {
    return this.#free.map((free, index) => diskWith(`ssd${index + 1}`, free));
  }

  /** Whether any disk takes a copy that is not there yet. */
  get takesCopies(): boolean {
    return this.#free.some((free) => free >= leastFree);
  }

  /** On the fullest of them, in percent. */
  get leastFree(): number {
    return Math.min(...this.#free);
  }

  /** So much is free on its disks from now on, in percent; as at first, unless it is said. */
  setFree(first = usuallyFree, second = first): void {
    this.#free = [first, second];
  }

  get counts(): ReplicaCounts {
    return { ...this.#counts };
  }

  /** The counts as they were at `time`, at most `kept` before the last change noted. */
  countsAt(time: number): ReplicaCounts {
    return this.#history.findLast((entry) => entry.at <= time)?.counts ?? { serving: 0, opening: 0, closing: 0 };
  }

  hold(partition: Partition, status: LocalReplica['status'], now: number): LocalReplica {
    const held = this.replicas.get(partition);
    if (held !== undefined) {
      held.status = status;
      this.move(held, 'serving');
      return held;
    }
    const replica: LocalReplica = {
      partition,
      place: 'serving',
      status,
      leftAt: undefined,
      flushedAt: now,
      lingers: false,
    };
    this.replicas.set(partition, replica);
    this.#counts.serving++;
    return replica;
  }

  move(replica: LocalReplica, place: LocalReplica['place']): void {
    if (replica.place === place) return;
    if (replica.place !== 'disk') this.#counts[replica.place]--;
    replica.place = place;
    if (place !== 'disk') this.#counts[place]++;
  }

  forget(replica: LocalReplica): void {
    this.move(replica, 'disk');
    this.replicas.delete(replica.partition);
  }

  /** Replicas the balancer removed earlier and that are not modelled one by one. */
  addClosing(count: number): void {
    this.#counts.closing += count;
  }

  /** A new process counts from nothing. */
  clearCounts(): void {
    for (const replica of this.replicas.values()) this.move(replica, 'disk');
    this.#counts.serving = 0;
    this.#counts.opening = 0;
    this.#counts.closing = 0;
    this.#history = [];
  }

  /** To be called after the counts have changed; older notes than `kept` ms are dropped. */
  note(now: number, kept: number): void {
    const last = this.#history.at(-1);
    if (last !== undefined && last.at === now) this.#history.pop();
    this.#history.push({ at: now, counts: this.counts });
    const first = this.#history.findLastIndex((entry) => entry.at <= now - kept);
    if (first > 32) this.#history.splice(0, first);
  }
}
