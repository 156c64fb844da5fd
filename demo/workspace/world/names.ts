import type { Clock } from '../../../src/lib/clock.js';

/** Hands out what must never repeat: message timestamps and the ids of everything else. */
export class Names {
  readonly #clock: Clock;
  #lastMicros = 0;
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `seconds.micros`, later than every one before, however fast they are asked for or the clock goes back. */
  ts(): string {
    this.#lastMicros = Math.max(Math.floor(this.#clock.now()) * 1000, this.#lastMicros + 1);
    return `${Math.floor(this.#lastMicros / 1_000_000)}.${String(this.#lastMicros % 1_000_000).padStart(6, '0')}`;
  }

  /** Ten characters in Slack's manner, such as `Ev00000012`. */
  id(prefix: string): string {
    this.#count += 1;
    return (
      prefix +
      this.#count
        .toString(36)
        .toUpperCase()
        .padStart(10 - prefix.length, '0')
    );
  }

  /** A short name for a block that came without one. */
  blockId(): string {
    this.#count += 1;
    return `b${this.#count.toString(36)}`;
  }
}
