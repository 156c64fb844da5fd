import type { Clock } from '../../lib/clock.js';
import { describe } from '../api/failure.js';
import type { SlackApi } from '../api/slack-api.js';
import type { Log } from '../../lib/log.js';
import type { ChannelPace } from '../publish/channel-pace.js';
import { apart } from '../marks.js';

/** Other ways to people than the channel of a run. */
export interface Alternate {
  /** Another channel, by id. */
  readonly channel?: string;
  /** To those who asked for the run and approved it. */
  readonly direct: boolean;
  /** A program of the operator's; needed where Slack itself shuts the bot out. Rejects when it fails. */
  readonly command?: (text: string) => Promise<void>;
}

/** How often a post without an answer is made; one that Slack asks to be made later is not counted. */
const tries = 4;
const againMs = 5_000;

/** Tells people through every other way there is. What arrives nowhere is at least in the log. */
export class OtherWays {
  readonly #ways: Alternate;
  readonly #api: SlackApi;
  readonly #pace: ChannelPace;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #signal: AbortSignal;

  constructor(
    ways: Alternate,
    deps: {
      readonly api: SlackApi;
      readonly pace: ChannelPace;
      readonly clock: Clock;
      readonly log: Log;
      readonly signal: AbortSignal;
    },
  ) {
    this.#ways = ways;
    this.#api = deps.api;
    this.#pace = deps.pace;
    this.#clock = deps.clock;
    this.#log = deps.log;
    this.#signal = deps.signal;
  }

  /** @param people user ids of those it concerns. @param slack whether Slack takes anything from the bot at all. */
  async tell(text: string, people: readonly string[], slack: boolean): Promise<void> {
    const { channel, direct, command } = this.#ways;
    const posts = slack ? [...(channel === undefined ? [] : [channel]), ...(direct ? people : [])] : [];
    const arrived = await Promise.all([
      ...posts.map((to) => this.#post(to, text)),
      ...(command === undefined ? [] : [this.#run(command, text)]),
    ]);
    if (!arrived.includes(true)) this.#log.error({ text }, 'people could not be told in any other way');
  }

  /** A user id opens the direct conversation with that person. Many runs can be lost at once: they take turns. */
  async #post(to: string, text: string): Promise<boolean> {
    let attempt = 0;
    for (;;) {
      await this.#pace.turn(to, true, this.#signal);
      if (this.#signal.aborted) return false;
      const posted = await this.#api.post({
        channel: to,
        text,
        blocks: [{ type: 'section', text: { type: 'mrkdwn', text: apart(text) } }],
      });
      if (posted.ok) return true;
      if (posted.failure.kind === 'rate-limited') {
        await this.#clock.sleep(posted.failure.retryAfterMs, this.#signal);
        continue;
      }
      attempt += 1;
      if (posted.failure.kind === 'refused' || attempt === tries) {
        this.#log.warn({ to, reason: describe(posted.failure) }, 'another way to tell people does not work');
        return false;
      }
      await this.#clock.sleep(againMs, this.#signal);
    }
  }

  async #run(command: (text: string) => Promise<void>, text: string): Promise<boolean> {
    try {
      await command(text);
      return true;
    } catch (error) {
      this.#log.warn({ err: error }, 'the alternate command failed');
      return false;
    }
  }
}
