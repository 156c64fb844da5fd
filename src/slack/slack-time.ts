import type { Clock } from '../lib/clock.js';

/**
 * Slack dates what people do by its own clock, which may differ from ours. Every post shows by how much: its `ts` lies between
 * the moment when it was sent and the one when it was answered.
 */
export class SlackTime {
  readonly #clock: Clock;
  /** How far Slack's clock is ahead of ours, milliseconds. */
  #aheadMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param sentAt by our clock. @param ts of what was posted then, as its answer says. */
  posted(sentAt: number, ts: string): void {
    const at = msOf(ts);
    if (at !== undefined) this.#aheadMs = at - (sentAt + this.#clock.now()) / 2;
  }

  /** When something that Slack dates was done, by our clock, and not later than now; undefined: that is no date. */
  here(ts: string | undefined): number | undefined {
    const at = ts === undefined ? undefined : msOf(ts);
    return at === undefined ? undefined : Math.min(this.#clock.now(), at - this.#aheadMs);
  }
}

function msOf(ts: string): number | undefined {
  return /^\d{9,11}\.\d{1,6}$/.test(ts) ? Number(ts) * 1000 : undefined;
}
