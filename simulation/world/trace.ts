import { createHash } from 'node:crypto';
import type { Clock } from '../../src/lib/clock.js';

/** What happened in one simulated history, line by line. Equal seeds have equal traces, byte for byte. */
export class Trace {
  readonly #hash = createHash('sha256');
  readonly #lines: string[] = [];
  readonly #begun: number;

  constructor(private readonly clock: Clock) {
    this.#begun = clock.now();
  }

  /** `seconds.milliseconds who what`. */
  note(who: string, what: string): void {
    const line = `${((this.clock.now() - this.#begun) / 1000).toFixed(3).padStart(10)} ${who.padEnd(9)} ${what}`;
    this.#hash.update(`${line}\n`);
    this.#lines.push(line);
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  digest(): string {
    return this.#hash.copy().digest('hex');
  }
}
