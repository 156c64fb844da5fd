import type { SlackApi } from '../api/slack-api.js';

const mostKept = 500;

/** Links to messages, each asked for once: they never change. */
export class Links {
  readonly #api: SlackApi;
  readonly #kept = new Map<string, string>();

  constructor(api: SlackApi) {
    this.#api = api;
  }

  /** @returns undefined where Slack gives none just now. */
  async to(channel: string, ts: string): Promise<string | undefined> {
    const key = `${channel} ${ts}`;
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const found = await this.#api.permalink(channel, ts);
    if (!found.ok || !/^https?:\/\/[^\s<>|]+$/.test(found.value)) return undefined;
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= mostKept && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(key, found.value);
    return found.value;
  }
}
