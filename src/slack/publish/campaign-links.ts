import type { Run } from '../../roll/run.js';
import type { Conversation } from '../../conversation/conversation.js';
import type { SlackApi } from '../api/slack-api.js';

/** Links to the messages of this run and of those before it. What Slack does not give now is asked for next time. */
export class CampaignLinks {
  readonly #api: Pick<SlackApi, 'permalink'>;
  readonly #known = new Map<string, string>();

  constructor(api: Pick<SlackApi, 'permalink'>) {
    this.#api = api;
  }

  get known(): ReadonlyMap<string, string> {
    return this.#known;
  }

  async find(run: Run, { channel, ts }: Pick<Conversation, 'channel' | 'ts'>): Promise<void> {
    const places = [
      ...(run.options.campaign?.before ?? []).map((rolled) => ({ run: rolled.run, at: rolled.message })),
      { run: run.id, at: ts === undefined ? undefined : { channel, ts } },
    ];
    for (const { run: id, at } of places) {
      if (at === undefined || this.#known.has(id)) continue;
      const found = await this.#api.permalink(at.channel, at.ts);
      if (found.ok) this.#known.set(id, found.value);
    }
  }
}
