import type { types } from '@slack/bolt';
import type { Clock } from '../../lib/clock.js';
import { fail, type Result } from '../../lib/result.js';
import { describe } from '../api/failure.js';
import type { SlackApi } from '../api/slack-api.js';
import type { Log } from '../../lib/log.js';
import { cut } from '../text.js';
import { apart } from '../marks.js';

/** Where the person is looking. */
export interface Asked {
  readonly channel: string;
  readonly user: string;
  /** Slack's address for answers to this very command or click: five answers within 30 minutes. */
  readonly responseUrl?: string;
  /** The thread they asked in. */
  readonly threadTs?: string;
}

export interface Reply {
  readonly text: string;
  readonly blocks?: readonly types.KnownBlock[];
  /** Of use to everybody who looks; a refusal concerns only the person. */
  readonly shared?: boolean;
}

/** Where Slack takes answers, and where its sister for governments does. */
const slackHosts: readonly string[] = ['hooks.slack.com', 'hooks.slack-gov.com'];
const tries = 4;
const answerTimeoutMs = 5_000;
const longestPauseMs = 30_000;

/** Says something to one person only. A reply that cannot be delivered is logged, never thrown. */
export class Replies {
  readonly #api: SlackApi;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #signal: AbortSignal;
  readonly #fetch: typeof fetch;
  readonly #slackHosts: readonly string[];

  constructor(options: {
    readonly api: SlackApi;
    readonly clock: Clock;
    readonly log: Log;
    readonly signal: AbortSignal;
    readonly fetch: typeof fetch;
    readonly apiUrl: string | undefined;
  }) {
    this.#slackHosts = options.apiUrl === undefined ? slackHosts : [new URL(options.apiUrl).hostname];
    this.#fetch = options.fetch;
    this.#api = options.api;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#signal = options.signal;
  }

  async tell(asked: Asked, { text, blocks }: Reply): Promise<void> {
    const fitting = { text: cut(apart(text), 3_900), ...(blocks === undefined ? {} : { blocks }) };
    // An answer to a reply is looked for in its thread, where the response address does not put it.
    const inThread = asked.threadTs !== undefined;
    if (!inThread && (await this.#respond(asked.responseUrl, fitting))) return;
    const said = await this.#postEphemeral(asked, fitting);
    if (said.ok || (inThread && (await this.#respond(asked.responseUrl, fitting)))) return;
    this.#log.warn(
      { channel: asked.channel, user: asked.user, reason: said.failure },
      'an answer to a person could not be delivered',
    );
  }

  /** The response address works even where the bot is not a member. */
  async #respond(url: string | undefined, reply: Reply): Promise<boolean> {
    if (url === undefined) return false;
    // The address comes with the request: answers go to Slack and nowhere else.
    if (!this.#slackHosts.includes(new URL(url).hostname)) return false;
    const deadline = new AbortController();
    const cancel = this.#clock.after(answerTimeoutMs, () => {
      deadline.abort();
    });
    try {
      const answer = await this.#fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...reply }),
        redirect: 'error',
        signal: deadline.signal,
      });
      await answer.body?.cancel();
      return answer.ok;
    } catch {
      return false;
    } finally {
      cancel();
    }
  }

  async #postEphemeral({ channel, user, threadTs }: Asked, reply: Reply): Promise<Result<undefined, string>> {
    for (let attempt = 1; !this.#signal.aborted; attempt += 1) {
      const said = await this.#api.postEphemeral({
        channel,
        user,
        ...reply,
        ...(threadTs === undefined ? {} : { threadTs }),
      });
      if (said.ok) return said;
      if (said.failure.kind === 'refused' || attempt === tries) return fail(describe(said.failure));
      await this.#clock.sleep(
        said.failure.kind === 'rate-limited' ? Math.min(said.failure.retryAfterMs, longestPauseMs) : 1_000,
        this.#signal,
      );
    }
    return fail('the bot is being stopped');
  }
}
