import type { TrafficSecond } from '../page/cluster-protocol.js';

/** What the simulated clients ask of every partition, by the cluster's time. */
export interface ClientHabits {
  readonly readsPerSecond: number;
  readonly writesPerSecond: number;
  /** A client tries an operation again until it succeeds, and so long. */
  readonly timeoutMs: number;
}

export const usualHabits: ClientHabits = { readsPerSecond: 20, writesPerSecond: 10, timeoutMs: 5_000 };

const kinds = ['reads', 'writes'] as const;
type Kind = (typeof kinds)[number];

interface Available {
  readonly readable: boolean;
  readonly writable: boolean;
}

const secondMs = 1_000;

/**
 * Clients of the cluster, worked out from what the model says of its partitions and not one by one: operations come
 * evenly to every partition. One that finds it able is done at once. One that does not is tried again: it is slow when
 * the partition is able again in time, and otherwise has failed. Each is counted in the second in which it ends.
 */
export class SimulatedClients {
  readonly #habits: ClientHabits;
  readonly #rates: Readonly<Record<Kind, number>>;
  /** How many partitions are able. */
  #able: Record<Kind, number> = { reads: 0, writes: 0 };
  /** Since when the others are not, by their places. */
  readonly #out: Record<Kind, Map<number, number>> = { reads: new Map(), writes: new Map() };
  readonly #began: number;
  #at: number;
  #second: number;
  #present = { done: 0, slow: 0, failed: 0 };
  /** What is left over of a whole operation. */
  #rest = { done: 0, slow: 0, failed: 0 };
  #ended: TrafficSecond[] = [];

  constructor(now: number, habits: ClientHabits = usualHabits) {
    this.#habits = habits;
    this.#rates = { reads: habits.readsPerSecond / secondMs, writes: habits.writesPerSecond / secondMs };
    this.#at = now;
    this.#began = now;
    this.#second = Math.floor(now / secondMs) * secondMs;
  }

  /** All partitions are gone, and come anew. */
  restart(at: number): void {
    this.pass(at);
    this.#able = { reads: 0, writes: 0 };
    for (const kind of kinds) this.#out[kind].clear();
  }

  /** A partition is able to do other things than before. */
  change(place: number, before: Available | undefined, now: Available, at: number): void {
    this.pass(at);
    this.#note('reads', place, before?.readable, now.readable);
    this.#note('writes', place, before?.writable, now.writable);
  }

  /** Time has gone on. */
  pass(to: number): void {
    while (this.#second + secondMs <= to) {
      this.#count(this.#second + secondMs);
      this.#end();
    }
    this.#count(to);
  }

  /** The whole seconds that have ended since it was asked last. */
  take(): readonly TrafficSecond[] {
    const ended = this.#ended;
    this.#ended = [];
    return ended;
  }

  #note(kind: Kind, place: number, was: boolean | undefined, is: boolean): void {
    if (was === is) return;
    const out = this.#out[kind];
    if (is) {
      const since = out.get(place);
      out.delete(place);
      this.#able[kind] += 1;
      if (since !== undefined)
        this.#present.slow += Math.min(this.#at - since, this.#habits.timeoutMs) * this.#rates[kind];
    } else {
      if (was === true) this.#able[kind] -= 1;
      out.set(place, this.#at);
    }
  }

  #count(to: number): void {
    if (to <= this.#at) return;
    for (const kind of kinds) {
      this.#present.done += this.#able[kind] * this.#rates[kind] * (to - this.#at);
      for (const since of this.#out[kind].values()) {
        const failing = to - Math.max(this.#at, since + this.#habits.timeoutMs);
        if (failing > 0) this.#present.failed += failing * this.#rates[kind];
      }
    }
    this.#at = to;
  }

  #end(): void {
    const whole = (part: 'done' | 'slow' | 'failed'): number => {
      const exact = this.#present[part] + this.#rest[part];
      // Never above what there was; sums of many small parts are a little off.
      const operations = Math.floor(exact + 1e-6);
      this.#rest[part] = exact - operations;
      return operations;
    };
    // The first second is not a whole one, and would look like a dip.
    if (this.#second >= this.#began) this.#ended.push([this.#second, whole('done'), whole('slow'), whole('failed')]);
    this.#present = { done: 0, slow: 0, failed: 0 };
    this.#second += secondMs;
  }
}
