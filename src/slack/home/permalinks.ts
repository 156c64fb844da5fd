import type { SlackApi } from '../api/slack-api.js';

const mostKept = 500;

/** Links to messages, each asked for once: they never change. */
export class Permalinks {
  readonly #api: SlackApi;
  readonly #kept = new Map<string, string | undefined>();

  constructor(api: SlackApi) {
    this.#api = api;
  }

  /** @returns undefined where Slack gives none: not just now, or never, when the message is gone. */
  async to(channel: string, ts: string): Promise<string | undefined> {
    const key = `${channel} ${ts}`;
    if (this.#kept.has(key)) return this.#kept.get(key);
    const found = await this.#api.permalink(channel, ts);
    if (!found.ok && found.failure.kind !== 'refused') return undefined;
    const link = found.ok ? found.value : undefined;
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= mostKept && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(key, link);
    return link;
  }
}
