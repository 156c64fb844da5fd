import { sleepingBy, type Clock } from './clock.js';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/**
 * A clock that stands still until it is told to go on. Timers fire in the order of their times and,
 * at the same time, in the order they were set; between two of them every promise that can settle does.
 */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  readonly #timers: Timer[] = [];

  /**
   * @param settle resolves when everything has settled that can without the clock; by default one turn of the event
   * loop.
   */
  constructor(
    start = Date.UTC(2026, 0, 2, 3, 4, 5),
    private readonly settle: () => Promise<void> = oneTurn,
  ) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const timer: Timer = { at: this.#now + Math.max(0, ms), order: this.#order++, callback };
    this.#insert(timer);
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
    };
  }

  readonly sleep = sleepingBy((ms, callback) => this.after(ms, callback));

  /** Time of the next timer, or undefined when nothing waits. */
  nextAt(): number | undefined {
    return this.#timers[0]?.at;
  }

  /** Lets `ms` pass. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.settle();
    for (;;) {
      const timer = this.#timers[0];
      if (timer === undefined || timer.at > end) break;
      await this.#fire(timer);
    }
    this.#now = end;
  }

  /**
   * Lets time pass, timer by timer, until `done()`; gives up after `limitMs`.
   * @throws when nothing is left that could happen, or the limit has passed.
   */
  async until(done: () => boolean, limitMs: number): Promise<void> {
    const end = this.#now + limitMs;
    await this.settle();
    while (!done()) {
      const timer = this.#timers[0];
      if (timer === undefined)
        throw new Error('the virtual clock stands still: nothing waits, and what was waited for has not come');
      if (timer.at > end) throw new Error(`what was waited for has not come within ${limitMs / 1000} virtual seconds`);
      await this.#fire(timer);
    }
  }

  async #fire(timer: Timer): Promise<void> {
    this.#timers.shift();
    this.#now = Math.max(this.#now, timer.at);
    timer.callback();
    await this.settle();
  }

  #insert(timer: Timer): void {
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#timers[middle];
      if (other !== undefined && other.at <= timer.at) low = middle + 1;
      else high = middle;
    }
    this.#timers.splice(low, 0, timer);
  }
}

/** Every promise that can settle without a timer or I/O has settled when this resolves. */
function oneTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
