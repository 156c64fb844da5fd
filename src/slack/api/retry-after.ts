import type { Clock } from '../../lib/clock.js';

/**
 * What Slack asked us to wait for: after a 429 the same is not called again before its Retry-After is
 * over, whichever run wants it. Posts are limited by channel, everything else by method.
 */
export class RetryAfter {
  readonly #clock: Clock;
  readonly #until = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note(method: string, channel: string | undefined, retryAfterMs: number): void {
    this.#until.set(keyOf(method, channel), this.#clock.now() + retryAfterMs);
  }

  /** Milliseconds until it may be called again; 0 when it may be called now. */
  forMs(method: string, channel: string | undefined): number {
    return Math.max(0, (this.#until.get(keyOf(method, channel)) ?? 0) - this.#clock.now());
  }
}

const keyOf = (method: string, channel: string | undefined): string =>
  method === 'chat.postMessage' ? `${method} ${channel ?? ''}` : method;
