import type { Clock } from '../../../src/lib/clock.js';

/** Calls a minute that Slack promises to take, by method; it tolerates more, but promises nothing. */
const aMinute: Readonly<Record<string, number>> = {
  'chat.update': 50,
  'reactions.add': 50,
  'reactions.get': 50,
  'conversations.info': 50,
  'conversations.history': 50,
  'conversations.replies': 50,
  'reactions.remove': 20,
  'usergroups.list': 20,
  'usergroups.users.list': 20,
  'users.list': 20,
  'conversations.list': 20,
  'conversations.members': 100,
  'chat.postEphemeral': 100,
  'users.info': 100,
  'views.open': 100,
  'views.publish': 100,
};
const minuteMs = 60_000;
const postEveryMs = 1000;

/** Slack's own rate limits, held to the letter: so many calls in any minute, and one post a second in a channel. */
export class Limits {
  readonly #clock: Clock;
  /** When each method, or posting in a channel, was last allowed; oldest first. */
  readonly #allowed = new Map<string, number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Seconds to wait before the call may be made; undefined when it may be made now, and then it counts. */
  secondsOver(method: string, channel: string | undefined): number | undefined {
    if (method === 'chat.postMessage') return this.#over(`post in ${channel ?? ''}`, 1, postEveryMs);
    const most = aMinute[method];
    return most === undefined ? undefined : this.#over(method, most, minuteMs);
  }

  #over(key: string, most: number, withinMs: number): number | undefined {
    const now = this.#clock.now();
    const recent = (this.#allowed.get(key) ?? []).filter((at) => at > now - withinMs);
    const [oldest] = recent;
    if (oldest !== undefined && recent.length >= most) return Math.max(1, Math.ceil((oldest + withinMs - now) / 1000));
    this.#allowed.set(key, [...recent, now]);
    return undefined;
  }
}
