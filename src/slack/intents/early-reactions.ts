import type { Clock } from '../../lib/clock.js';

/** A message is known seconds after it stands, or it is looked for; what is older than this is read on the message. */
const keepMs = 120_000;
const most = 200;

interface Early {
  readonly channel: string;
  readonly ts: string;
  readonly at: number;
  readonly take: () => Promise<void>;
}

/** Reactions on messages that the bot has posted and does not know yet: Slack is slow to answer the post. */
export class EarlyReactions {
  readonly #clock: Clock;
  #kept: readonly Early[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param take deals with it as if it came now. */
  keep(channel: string, ts: string, take: () => Promise<void>): void {
    this.#kept = [...this.#fresh(), { channel, ts, at: this.#clock.now(), take }].slice(-most);
  }

  /** The message is known now: what was put on it is dealt with, in order. */
  async known(channel: string, ts: string): Promise<void> {
    const due = this.#fresh().filter((each) => each.channel === channel && each.ts === ts);
    this.#kept = this.#fresh().filter((each) => !due.includes(each));
    for (const { take } of due) await take();
  }

  #fresh(): readonly Early[] {
    const now = this.#clock.now();
    return this.#kept.filter(({ at }) => at <= now && now - at < keepMs);
  }
}
