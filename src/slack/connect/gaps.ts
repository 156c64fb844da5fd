import type { Clock } from '../../lib/clock.js';

/** A time in which nothing of Slack reached us; milliseconds since the epoch. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

export interface GapRecord {
  readonly count: number;
  /** All gaps together, milliseconds. */
  readonly totalMs: number;
  readonly last?: Gap;
}

/** What is remembered of the times without a connection, since the process began. */
export class Gaps {
  readonly #clock: Clock;
  #record: GapRecord = { count: 0, totalMs: 0 };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The connection is back after `disconnectedForMs`. */
  ended(disconnectedForMs: number): Gap {
    const to = this.#clock.now();
    const gap: Gap = { from: to - disconnectedForMs, to };
    this.#record = { count: this.#record.count + 1, totalMs: this.#record.totalMs + disconnectedForMs, last: gap };
    return gap;
  }

  get record(): GapRecord {
    return this.#record;
  }
}
