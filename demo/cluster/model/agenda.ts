import type { Clock } from '../../../src/lib/clock.js';

interface Entry {
  readonly at: number;
  readonly order: number;
  act: (() => void) | undefined;
}

/**
 * What the cluster will do and when, on one timer of the clock. Entries run in the order of their
 * times, and of their making at the same time, so that a seed decides everything.
 */
export class Agenda {
  readonly #clock: Clock;
  readonly #heap: Entry[] = [];
  #order = 0;
  #running: number | undefined;
  #timer: { readonly at: number; readonly cancel: () => void } | undefined;
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The time of the entry that runs, or the clock's. */
  now(): number {
    return this.#running ?? this.#clock.now();
  }

  /** Calls `act` after `ms`; the answer cancels it. */
  after(ms: number, act: () => void): () => void {
    const entry: Entry = { at: this.now() + Math.max(0, ms), order: this.#order++, act };
    this.#push(entry);
    if (this.#running === undefined) this.#arm();
    return () => {
      entry.act = undefined;
    };
  }

  /** Runs what is due: a real clock's timers come late, and a question must not see the past. */
  catchUp(): void {
    if (this.#running !== undefined || this.#closed) return;
    try {
      for (;;) {
        const next = this.#heap[0];
        if (next === undefined || next.at > this.#clock.now()) break;
        this.#pop();
        this.#running = next.at;
        next.act?.();
      }
    } finally {
      this.#running = undefined;
    }
    this.#arm();
  }

  /** Nothing will happen any more. */
  close(): void {
    this.#closed = true;
    this.#heap.length = 0;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(): void {
    while (this.#heap[0] !== undefined && this.#heap[0].act === undefined) this.#pop();
    const next = this.#heap[0];
    if (this.#closed || next === undefined) return;
    if (this.#timer !== undefined) {
      if (this.#timer.at <= next.at) return;
      this.#timer.cancel();
    }
    const cancel = this.#clock.after(next.at - this.#clock.now(), () => {
      this.#timer = undefined;
      this.catchUp();
    });
    this.#timer = { at: next.at, cancel };
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let place = heap.length;
    heap.push(entry);
    while (place > 0) {
      const above = (place - 1) >>> 1;
      const parent = heap[above];
      if (parent === undefined || !before(entry, parent)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (;;) {
      const left = heap[2 * place + 1];
      if (left === undefined) break;
      const right = heap[2 * place + 2];
      const [child, least] =
        right !== undefined && before(right, left) ? [2 * place + 2, right] : [2 * place + 1, left];
      if (!before(least, last)) break;
      heap[place] = least;
      place = child;
    }
    heap[place] = last;
  }
}

const before = (one: Entry, other: Entry): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);
