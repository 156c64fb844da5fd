import { isChannelId } from '../../lib/channel-id.js';
import { fail, ok, type Result } from '../../lib/result.js';
import { describe, isLacking } from '../api/failure.js';
import type { MissingScopes } from '../api/missing-scopes.js';
import type { SlackApi } from '../api/slack-api.js';
import { quoted } from '../text.js';

const mostPages = 50;

/** Finds the channel a run shall stand in, and sees that the bot can post there. */
export class Channels {
  readonly #api: SlackApi;
  readonly #missingScopes: MissingScopes;
  readonly #byName = new Map<string, string>();

  constructor(api: SlackApi, missingScopes: MissingScopes) {
    this.#api = api;
    this.#missingScopes = missingScopes;
  }

  /** @param channel an id, or a name with or without `#`. @returns the id, or a sentence for the person. */
  async ready(channel: string): Promise<Result<string, string>> {
    const id = await this.idOf(channel);
    if (!id.ok) return id;
    if (id.value.startsWith('D'))
      return fail('A roll is public: type this in a channel, where others see the plan and can approve it.');
    const found = await this.#api.channel(id.value);
    if (!found.ok) {
      if (isLacking(found.failure)) {
        this.#missingScopes.note(
          'conversations.info',
          found.failure,
          'whether the bot is in a channel shows only when it posts',
        );
        return id;
      }
      if (found.failure.kind === 'refused')
        return fail(
          `I can't post in this conversation (${found.failure.error}). Use a channel I am in; ` +
            `\`/invite\` brings me into one.`,
        );
      return fail(`I couldn't ask Slack about the channel just now (${describe(found.failure)}). Please try again.`);
    }
    if (found.value.is_archived === true) return fail(`<#${id.value}> is archived, so I can't post there.`);
    if (found.value.is_member === false)
      return fail(`I am not in <#${id.value}>. Type \`/invite\` and my name there, then ask again.`);
    return id;
  }

  /** @param channel an id, or a name with or without `#`. @returns the id, or a sentence for the person. */
  async idOf(channel: string): Promise<Result<string, string>> {
    if (isChannelId(channel)) return ok(channel);
    const name = channel.replace(/^#/, '');
    const known = this.#byName.get(name);
    if (known !== undefined) return ok(known);
    let cursor: string | undefined;
    for (let pages = 0; pages < mostPages; pages += 1) {
      const page = await this.#api.channels(cursor);
      if (!page.ok) return fail(`I couldn't look up the channel “${quoted(name)}” (${describe(page.failure)}).`);
      const found = page.value.items.find((each) => each.name === name);
      if (found !== undefined) {
        this.#byName.set(name, found.id);
        return ok(found.id);
      }
      cursor = page.value.next;
      if (cursor === undefined) break;
    }
    return fail(
      `The configuration names the channel “${quoted(name)}” for this cluster, and I can't see a channel of that name.`,
    );
  }
}
