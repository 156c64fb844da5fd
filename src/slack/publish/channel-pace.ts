import type { Clock } from '../../lib/clock.js';

/** Slack takes one post a second into a channel; a little more, as its clock is not ours. */
const betweenPostsMs = 1_050;
/** Who has not come back for its turn by so much has lost its place. */
const patienceMs = 500;

interface Place {
  readonly who: object;
  urgent: boolean;
  readonly nth: number;
  /** When it said it would be back. */
  backAt: number;
}

/**
 * Hands out the moments at which a channel may be posted to: what people wait for first, then in the
 * order of asking. A run's publisher is not kept waiting in here, so that it can still see something more urgent come.
 */
export class ChannelPace {
  readonly #clock: Clock;
  readonly #channels = new Map<string, { freeAt: number; places: Place[] }>();
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns 0 when the turn is `who`'s, and then it is taken; otherwise after how many milliseconds to ask again. */
  early(channel: string, who: object, urgent: boolean): number {
    const now = this.#clock.now();
    const line = this.#channels.get(channel) ?? { freeAt: now, places: [] };
    this.#channels.set(channel, line);
    line.places = line.places.filter((place) => place.who === who || place.backAt + patienceMs > now);
    let own = line.places.find((place) => place.who === who);
    if (own === undefined) {
      this.#count += 1;
      own = { who, urgent, nth: this.#count, backAt: now };
      line.places.push(own);
    }
    own.urgent = urgent;
    line.places.sort((left, right) => Number(right.urgent) - Number(left.urgent) || left.nth - right.nth);
    const ahead = line.places.indexOf(own);
    if (ahead === 0 && line.freeAt <= now) {
      line.places.shift();
      line.freeAt = now + betweenPostsMs;
      return 0;
    }
    const ms = Math.max(line.freeAt - now, 0) + ahead * betweenPostsMs;
    own.backAt = now + ms;
    return ms;
  }

  /**
   * For who has one thing to post and nothing else to do meanwhile: resolves when it is its turn, or the signal aborts.
   */
  async turn(channel: string, urgent: boolean, signal: AbortSignal): Promise<void> {
    const who = {};
    for (let ms = this.early(channel, who, urgent); ms > 0 && !signal.aborted; ms = this.early(channel, who, urgent))
      await this.#clock.sleep(ms, signal);
  }
}
