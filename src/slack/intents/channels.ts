import { isChannelId } from '../../lib/channel-id.js';
import { fail, ok, type Result } from '../../lib/result.js';
import { describe, isLacking } from '../api/failure.js';
import type { MissingScopes } from '../api/missing-scopes.js';
import type { SlackApi } from '../api/slack-api.js';
import { quoted } from '../text.js';
import { inLanguage } from '../language.js';

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
      return fail(
        inLanguage({
          en: 'A roll is public: type this in a channel, where others see the plan and can approve it.',
          zh: '滚动是公开的：请在频道里输入，好让其他人看到并批准计划。',
        }),
      );
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
          inLanguage({
            en:
              `I can't post in this conversation (${found.failure.error}). Use a channel I am in; ` +
              `\`/invite\` brings me into one.`,
            zh: `我不能在这个会话里发消息（${found.failure.error}）。请用我所在的频道；用 \`/invite\` 可以把我加进来。`,
          }),
        );
      return fail(
        inLanguage({
          en: `I couldn't ask Slack about the channel just now (${describe(found.failure)}). Please try again.`,
          zh: `刚才没能向 Slack 查询这个频道（${describe(found.failure)}）。请再试一次。`,
        }),
      );
    }
    if (found.value.is_archived === true)
      return fail(
        inLanguage({
          en: `<#${id.value}> is archived, so I can't post there.`,
          zh: `<#${id.value}> 已归档，我不能在那里发消息。`,
        }),
      );
    if (found.value.is_member === false)
      return fail(
        inLanguage({
          en: `I am not in <#${id.value}>. Type \`/invite\` and my name there, then ask again.`,
          zh: `我不在 <#${id.value}> 里。请在那里输入 \`/invite\` 和我的名字，再重新请求。`,
        }),
      );
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
      if (!page.ok)
        return fail(
          inLanguage({
            en: `I couldn't look up the channel “${quoted(name)}” (${describe(page.failure)}).`,
            zh: `我查不到频道 ${quoted(name)}（${describe(page.failure)}）。`,
          }),
        );
      const found = page.value.items.find((each) => each.name === name);
      if (found !== undefined) {
        this.#byName.set(name, found.id);
        return ok(found.id);
      }
      cursor = page.value.next;
      if (cursor === undefined) break;
    }
    return fail(
      inLanguage({
        en:
          `The configuration names the channel “${quoted(name)}` +
          `” for this cluster, and I can't see a channel of that name.`,
        zh: `配置里这个集群的频道是 ${quoted(name)}，而我看不到这个名字的频道。`,
      }),
    );
  }
}
