import { webApi, type types } from '@slack/bolt';
import type { z } from 'zod';
import { fail, ok, type Result } from '../../lib/result.js';
import type { Log } from '../../lib/log.js';
import { boltLogger } from '../connect/bolt-logger.js';
import type { Clock } from '../../lib/clock.js';
import { SlackTime } from '../slack-time.js';
import * as answers from './answers.js';
import { RetryAfter } from './retry-after.js';
import { asApiFailure, type ApiFailure } from './failure.js';
import type { Method } from './methods.js';

export interface Post {
  readonly channel: string;
  readonly text: string;
  readonly blocks: readonly types.KnownBlock[];
  readonly metadata?: types.MessageMetadata;
}

type Answer<Value> = Promise<Result<Value, ApiFailure>>;

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

/** An answer that does not come within this time counts as lost. */
const answerTimeoutMs = 10_000;
const pageSize = 200;

/**
 * Slack's Web API as far as the bot needs it. Nothing is thrown and nothing is tried twice: a lost
 * answer must be looked into before a post is repeated, and the SDK would repeat it blindly.
 *
 * Answers to people and everything a decision depends on go through one client; what only shows progress,
 * and seeded reactions, through another, so that a queue of edits never stands before an answer. Both hand
 * a 429 back at once instead of pausing everything behind it, and until its Retry-After is over the same
 * call is refused here: Slack is not asked again.
 */
export class SlackApi {
  readonly #control: webApi.WebClient;
  readonly #cosmetic: webApi.WebClient;
  readonly #clock: Clock;
  readonly #blocked: RetryAfter;
  readonly #fetch: typeof fetch;
  #lastAnswerAt: number;
  readonly #onAnswer: (failure: ApiFailure | undefined) => void;
  /** How Slack's dates read by our clock. */
  readonly time: SlackTime;

  /** @param options.onAnswer told of every answer of Slack itself; undefined: the call went well. */
  constructor(options: {
    readonly token: string;
    readonly apiUrl?: string;
    readonly clock: Clock;
    readonly log: Log;
    readonly fetch?: typeof fetch;
    readonly onAnswer?: (failure: ApiFailure | undefined) => void;
  }) {
    this.#clock = options.clock;
    this.#fetch = options.fetch ?? fetch;
    this.#lastAnswerAt = options.clock.now();
    this.time = new SlackTime(options.clock);
    this.#blocked = new RetryAfter(options.clock);
    this.#onAnswer = options.onAnswer ?? (() => undefined);
    const client = (concurrency: number): webApi.WebClient =>
      new webApi.WebClient(options.token, {
        logger: boltLogger(options.log),
        timeout: answerTimeoutMs,
        rejectRateLimitedCalls: true,
        maxRequestConcurrency: concurrency,
        // An object of its own: the SDK writes into it.
        retryConfig: { retries: 0 },
        ...(options.apiUrl === undefined ? {} : { slackApiUrl: options.apiUrl }),
        ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
      });
    this.#control = client(50);
    this.#cosmetic = client(10);
  }

  /** When Slack last answered anything, or was last tried in vain. */
  get lastAnswerAt(): number {
    return this.#lastAnswerAt;
  }

  whoAmI(): Answer<{
    readonly userId: string;
    readonly botId: string;
    readonly teamId: string;
    readonly enterpriseId?: string;
  }> {
    return this.#ask(
      this.#control,
      'auth.test',
      {},
      answers.authAnswer,
      ({ user_id, bot_id, team_id, enterprise_id }) => ({
        userId: user_id,
        botId: bot_id,
        teamId: team_id,
        ...(typeof enterprise_id === 'string' && enterprise_id !== '' ? { enterpriseId: enterprise_id } : {}),
      }),
    );
  }

  /** Posts a message, or with `threadTs` a reply. @returns its `ts`. */
  post(
    post: Post & { readonly threadTs?: string; readonly broadcast?: boolean },
  ): Answer<{ readonly ts: string; readonly channel: string }> {
    const { threadTs, broadcast, ...message } = post;
    const place =
      threadTs === undefined ? {} : { thread_ts: threadTs, ...(broadcast === true ? { reply_broadcast: true } : {}) };
    const sentAt = this.#clock.now();
    return this.#ask(
      this.#control,
      'chat.postMessage',
      { ...message, ...place, unfurl_links: false, unfurl_media: false },
      answers.postAnswer,
      (answer) => {
        this.time.posted(sentAt, answer.ts);
        return answer;
      },
    );
  }

  /** @param when `now`: it shows what somebody did or has to do; otherwise it only shows progress. */
  update(post: Post & { readonly ts: string }, when: 'now' | 'when-convenient'): Answer<undefined> {
    return this.#tell(when === 'now' ? this.#control : this.#cosmetic, 'chat.update', { ...post });
  }

  /** Says something to one person only; with `threadTs` in that thread. */
  postEphemeral({
    threadTs,
    ...post
  }: {
    readonly channel: string;
    readonly user: string;
    readonly text: string;
    readonly blocks?: readonly types.KnownBlock[];
    readonly threadTs?: string;
  }): Answer<undefined> {
    return this.#tell(this.#control, 'chat.postEphemeral', {
      ...post,
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    });
  }

  /** Opens a modal before whoever `trigger` came from; good once, within 3 s. */
  openView(trigger: string, view: types.ModalView): Answer<answers.ShownView> {
    return this.#ask(
      this.#control,
      'views.open',
      { trigger_id: trigger, view },
      answers.viewAnswer,
      (answer) => answer.view,
    );
  }

  /** Puts another view in the place of an open modal; with `hash` only if nobody has changed it since. */
  updateView(id: string, hash: string | undefined, view: types.ModalView): Answer<answers.ShownView> {
    return this.#ask(
      this.#control,
      'views.update',
      { view_id: id, view, ...(hash === undefined ? {} : { hash }) },
      answers.viewAnswer,
      (answer) => answer.view,
    );
  }

  /** Draws the Home tab of one person. */
  publishHome(user: string, view: types.HomeView): Answer<undefined> {
    return this.#tell(this.#cosmetic, 'views.publish', { user_id: user, view });
  }

  permalink(channel: string, ts: string): Answer<string> {
    return this.#ask(
      this.#control,
      'chat.getPermalink',
      { channel, message_ts: ts },
      answers.permalinkAnswer,
      ({ permalink }) => permalink,
    );
  }

  /** Where to send a file of so many bytes, and the id it will have. */
  uploadAddress(filename: string, bytes: number): Answer<{ readonly url: string; readonly file: string }> {
    return this.#ask(
      this.#control,
      'files.getUploadURLExternal',
      { filename, length: bytes },
      answers.uploadAddressAnswer,
      ({ upload_url, file_id }) => ({ url: upload_url, file: file_id }),
    );
  }

  /** Sends the bytes there. Nobody sees them before the upload is completed, so it may be done again. */
  async sendFile(url: string, content: string): Answer<undefined> {
    try {
      const answer = await this.#fetch(url, {
        method: 'POST',
        body: new TextEncoder().encode(content),
        headers: { 'content-type': 'application/octet-stream' },
        signal: AbortSignal.timeout(answerTimeoutMs),
      });
      return answer.ok
        ? ok(undefined)
        : fail({ kind: 'unknown-outcome', message: `HTTP ${answer.status} for an upload` });
    } catch (error) {
      return fail(asApiFailure(error));
    }
  }

  /** Puts an uploaded file into a thread. @returns its address, where Slack says it. */
  completeUpload(file: string, title: string, channel: string, threadTs: string): Answer<string | undefined> {
    return this.#ask(
      this.#control,
      'files.completeUploadExternal',
      { files: [{ id: file, title }], channel_id: channel, thread_ts: threadTs },
      answers.uploadedAnswer,
      ({ files }) => files?.[0]?.permalink,
    );
  }

  addReaction(channel: string, ts: string, name: string): Answer<undefined> {
    return this.#tell(this.#cosmetic, 'reactions.add', { channel, timestamp: ts, name });
  }

  removeReaction(channel: string, ts: string, name: string): Answer<undefined> {
    return this.#tell(this.#cosmetic, 'reactions.remove', { channel, timestamp: ts, name });
  }

  /** Every reaction on a message with everybody who put it there. */
  reactions(channel: string, ts: string): Answer<readonly answers.FoundReaction[]> {
    return this.#ask(
      this.#control,
      'reactions.get',
      { channel, timestamp: ts, full: true },
      answers.reactionsAnswer,
      ({ message }) => message.reactions ?? [],
    );
  }

  /** A page of a channel, newest first, with metadata. */
  history(channel: string, cursor: string | undefined): Answer<Page<answers.FoundMessage>> {
    return this.#messages('conversations.history', { channel }, cursor);
  }

  /** A page of a thread, oldest first, with metadata; the message itself is among them. */
  replies(channel: string, ts: string, cursor: string | undefined): Answer<Page<answers.FoundMessage>> {
    return this.#messages('conversations.replies', { channel, ts }, cursor);
  }

  user(user: string): Answer<z.infer<typeof answers.userAnswer>['user']> {
    return this.#ask(this.#control, 'users.info', { user }, answers.userAnswer, (answer) => answer.user);
  }

  groups(): Answer<readonly { readonly id: string; readonly handle: string }[]> {
    return this.#ask(this.#control, 'usergroups.list', {}, answers.groupsAnswer, ({ usergroups }) => usergroups);
  }

  groupMembers(group: string): Answer<readonly string[]> {
    return this.#ask(
      this.#control,
      'usergroups.users.list',
      { usergroup: group },
      answers.groupMembersAnswer,
      ({ users }) => users,
    );
  }

  channel(channel: string): Answer<z.infer<typeof answers.channelAnswer>['channel']> {
    return this.#ask(
      this.#control,
      'conversations.info',
      { channel },
      answers.channelAnswer,
      (answer) => answer.channel,
    );
  }

  channels(cursor: string | undefined): Answer<Page<{ readonly id: string; readonly name?: string | undefined }>> {
    const args = {
      types: 'public_channel,private_channel',
      exclude_archived: true,
      limit: pageSize,
      ...(cursor === undefined ? {} : { cursor }),
    };
    return this.#ask(
      this.#control,
      'conversations.list',
      args,
      answers.channelsAnswer,
      ({ channels, response_metadata }) => ({ items: channels, ...nextPage(response_metadata) }),
    );
  }

  /** A page of those who are in a channel, bots and guests among them. */
  members(channel: string, cursor: string | undefined): Answer<Page<string>> {
    const args = { channel, limit: pageSize, ...(cursor === undefined ? {} : { cursor }) };
    return this.#ask(
      this.#control,
      'conversations.members',
      args,
      answers.membersAnswer,
      ({ members, response_metadata }) => ({ items: members, ...nextPage(response_metadata) }),
    );
  }

  #messages(
    method: 'conversations.history' | 'conversations.replies',
    where: Readonly<Record<string, string>>,
    cursor: string | undefined,
  ): Answer<Page<answers.FoundMessage>> {
    const args = { ...where, include_all_metadata: true, limit: pageSize, ...(cursor === undefined ? {} : { cursor }) };
    return this.#ask(this.#control, method, args, answers.messagesAnswer, ({ messages, response_metadata }) => ({
      items: messages,
      ...nextPage(response_metadata),
    }));
  }

  #tell(client: webApi.WebClient, method: Method, args: object): Answer<undefined> {
    return this.#ask(client, method, args, answers.anyAnswer, () => undefined);
  }

  async #ask<Shape, Value>(
    client: webApi.WebClient,
    method: Method,
    args: object,
    schema: z.ZodType<Shape>,
    read: (answer: Shape) => Value,
  ): Answer<Value> {
    const channel = 'channel' in args && typeof args.channel === 'string' ? args.channel : undefined;
    const blockedMs = this.#blocked.forMs(method, channel);
    if (blockedMs > 0) return fail({ kind: 'rate-limited', retryAfterMs: blockedMs });
    this.#lastAnswerAt = this.#clock.now();
    let raw: unknown;
    try {
      raw = await client.apiCall(method, { ...args });
    } catch (error) {
      const failure = asApiFailure(error);
      if (failure.kind === 'rate-limited') this.#blocked.note(method, channel, failure.retryAfterMs);
      this.#onAnswer(failure);
      return fail(failure);
    }
    this.#onAnswer(undefined);
    const answer = schema.safeParse(raw);
    return answer.success
      ? ok(read(answer.data))
      : fail({ kind: 'unknown-outcome', message: `an answer of ${method} that cannot be read` });
  }
}

const nextPage = (metadata: { readonly next_cursor?: string | undefined } | undefined): { readonly next?: string } =>
  metadata?.next_cursor === undefined || metadata.next_cursor === '' ? {} : { next: metadata.next_cursor };
