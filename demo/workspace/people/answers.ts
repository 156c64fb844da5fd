import { z } from 'zod';
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../src/lib/clock.js';
import { bot, team } from '../facts.js';
import { SlackFailure } from '../failure.js';
import { checkedBlocks } from '../api/content.js';
import type { Block } from '../world/blocks.js';
import type { Message } from '../world/message.js';
import type { World } from '../world/world.js';

const mostUses = 5;
const goodForMs = 30 * 60_000;

const answerSchema = z.looseObject({
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).optional(),
  replace_original: z.boolean().optional(),
  delete_original: z.boolean().optional(),
  thread_ts: z.string().optional(),
});
type Answer = z.infer<typeof answerSchema>;

interface Asked {
  readonly channel: string;
  readonly user: string;
  /** The message that was clicked; absent for a command. */
  readonly original?: { readonly channel: string; readonly ts: string };
}

/** What the app said, for whoever drives the workspace. */
export interface Said {
  readonly text: string;
  readonly response_type: 'ephemeral' | 'in_channel';
  readonly ts: string;
}

/** The app's answers to a command or click: within its acknowledgement, or at the response_url. */
export class Answers {
  readonly #clock: Clock;
  readonly #world: World;
  readonly #url: string;
  readonly #open = new Map<string, Asked & { readonly until: number; uses: number }>();

  constructor(clock: Clock, world: World, url: string) {
    this.#clock = clock;
    this.#world = world;
    this.#url = url;
  }

  /** A response_url: good for five answers within half an hour. */
  responseUrl(asked: Asked): string {
    const now = this.#clock.now();
    for (const [id, { until }] of this.#open) if (until + goodForMs < now) this.#open.delete(id);
    const id = randomUUID();
    this.#open.set(id, { ...asked, until: now + goodForMs, uses: 0 });
    return `${this.#url}/_response/${team.id}/${id}`;
  }

  /**
   * @throws SlackFailure `no_such_url`, `expired_url`, `used_url`, `invalid_payload` or what is wrong with the blocks.
   */
  atUrl(id: string, body: unknown): void {
    const asked = this.#open.get(id);
    if (asked === undefined) throw new SlackFailure('no_such_url');
    if (asked.until <= this.#clock.now()) throw new SlackFailure('expired_url');
    if (asked.uses >= mostUses) throw new SlackFailure('used_url');
    const answer = answerSchema.safeParse(body);
    if (!answer.success) throw new SlackFailure('invalid_payload');
    this.#say(asked, answer.data);
    asked.uses += 1;
  }

  /** The answer within an acknowledgement, if there is one. Undefined for an empty one, and for what can't be shown. */
  withinAck(asked: Asked, body: unknown): Said | undefined {
    const answer = answerSchema.safeParse(body);
    if (!answer.success) return undefined;
    try {
      return this.#say(asked, answer.data);
    } catch (failure) {
      if (failure instanceof SlackFailure) return undefined;
      throw failure;
    }
  }

  #say(asked: Asked, answer: Answer): Said | undefined {
    const original =
      asked.original === undefined ? undefined : this.#world.message(asked.original.channel, asked.original.ts);
    if (answer.delete_original === true) {
      if (original?.byApp === true) this.#world.delete(original);
      if (answer.text === undefined && answer.blocks === undefined) return undefined;
    }
    const blocks = answer.blocks === undefined ? undefined : checkedBlocks(answer.blocks, this.#world.names, 'message');
    const text = answer.text ?? '';
    if (text === '' && (blocks === undefined || blocks.length === 0)) throw new SlackFailure('no_text');
    const type = answer.response_type ?? 'ephemeral';
    if (answer.replace_original === true && original?.byApp === true) {
      this.#world.edit(original, { text, blocks: blocks ?? [] });
      return { text, response_type: original.onlyFor === undefined ? 'in_channel' : 'ephemeral', ts: original.ts };
    }
    return {
      text,
      response_type: type,
      ts: this.#post(asked, type, text, blocks, answer.thread_ts ?? threadOf(original, type)),
    };
  }

  #post(
    asked: Asked,
    type: Said['response_type'],
    text: string,
    blocks: readonly Block[] | undefined,
    threadTs: string | undefined,
  ): string {
    return this.#world.post({
      channel: asked.channel,
      user: bot.userId,
      text,
      ...(blocks !== undefined && { blocks }),
      ...(type === 'ephemeral' && { onlyFor: asked.user }),
      ...(threadTs !== undefined && { threadTs }),
    }).at;
  }
}

/** An ephemeral answer to a click within a thread stands in that thread. */
function threadOf(original: Message | undefined, type: Said['response_type']): string | undefined {
  return type === 'ephemeral' ? original?.threadTs : undefined;
}
