import type { Clock } from '../../lib/clock.js';

/** Slack takes one post a second into a channel; a little more, as its clock is not ours. */
const betweenPostsMs = 1_050;

/** Hands out the moments at which a channel may be posted to, first come, first served. */
export class ChannelPace {
  readonly #clock: Clock;
  readonly #free = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when it is the caller's turn, or the signal aborts. */
  async turn(channel: string, signal: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    const at = Math.max(now, this.#free.get(channel) ?? 0);
    this.#free.set(channel, at + betweenPostsMs);
    if (at > now) await this.#clock.sleep(at - now, signal);
  }
}
