import type { types } from '@slack/bolt';
import type { z } from 'zod';
import type { Clock } from '../../lib/clock.js';
import { fail, ok } from '../../lib/result.js';
import { SlackTime } from '../slack-time.js';
import * as answers from './answers.js';
import { ApiCalls, answerTimeoutMs, type Answer, type ApiOptions } from './api-calls.js';
import { asApiFailure } from './failure.js';

export interface Post {
  readonly channel: string;
  readonly text: string;
  readonly blocks: readonly types.KnownBlock[];
  readonly metadata?: types.MessageMetadata;
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

const pageSize = 200;

/** Slack's Web API as far as the bot needs it: a method for each call, what it takes and what it answers. */
export class SlackApi {
  readonly #calls: ApiCalls;
  readonly #clock: Clock;
  readonly #fetch: typeof fetch;
  /** How Slack's dates read by our clock. */
  readonly time: SlackTime;

  /** @param options.onAnswer told of every answer of Slack itself; undefined: the call went well. */
  constructor(options: ApiOptions) {
    this.#calls = new ApiCalls(options);
    this.#clock = options.clock;
    this.#fetch = options.fetch ?? fetch;
    this.time = new SlackTime(options.clock);
  }

  /** When Slack last answered anything, or was last tried in vain. */
  get lastAnswerAt(): number {
    return this.#calls.lastAnswerAt;
  }

  whoAmI(): Answer<{
    readonly userId: string;
    readonly botId: string;
    readonly teamId: string;
    readonly enterpriseId?: string;
  }> {
    return this.#calls.ask(
      'control',
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
    return this.#calls.ask(
      'control',
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
    return this.#calls.tell(when === 'now' ? 'control' : 'cosmetic', 'chat.update', { ...post });
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
    return this.#calls.tell('control', 'chat.postEphemeral', {
      ...post,
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    });
  }

  /** Opens a modal before whoever `trigger` came from; good once, within 3 s. */
  openView(trigger: string, view: types.ModalView): Answer<answers.ShownView> {
    return this.#calls.ask(
      'control',
      'views.open',
      { trigger_id: trigger, view },
      answers.viewAnswer,
      (answer) => answer.view,
    );
  }

  /** Puts another view in the place of an open modal; with `hash` only if nobody has changed it since. */
  updateView(id: string, hash: string | undefined, view: types.ModalView): Answer<answers.ShownView> {
    return this.#calls.ask(
      'control',
      'views.update',
      { view_id: id, view, ...(hash === undefined ? {} : { hash }) },
      answers.viewAnswer,
      (answer) => answer.view,
    );
  }

  /** Draws the Home tab of one person. */
  publishHome(user: string, view: types.HomeView): Answer<undefined> {
    return this.#calls.tell('cosmetic', 'views.publish', { user_id: user, view });
  }

  permalink(channel: string, ts: string): Answer<string> {
    return this.#calls.ask(
      'control',
      'chat.getPermalink',
      { channel, message_ts: ts },
      answers.permalinkAnswer,
      ({ permalink }) => permalink,
    );
  }

  /** Where to send a file of so many bytes, and the id it will have. */
  uploadAddress(filename: string, bytes: number): Answer<{ readonly url: string; readonly file: string }> {
    return this.#calls.ask(
      'control',
      'files.getUploadURLExternal',
      { filename, length: bytes },
      answers.uploadAddressAnswer,
      ({ upload_url, file_id }) => ({ url: upload_url, file: file_id }),
    );
  }

  /** Sends the bytes there. Nobody sees them before the upload is completed, so it may be done again. */
  async sendFile(url: string, content: Uint8Array<ArrayBuffer>): Answer<undefined> {
    try {
      const answer = await this.#fetch(url, {
        method: 'POST',
        body: content,
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

  /** Puts uploaded files into a thread, as one post. @returns the address of the first, where Slack says it. */
  completeUpload(
    files: readonly { readonly id: string; readonly title: string }[],
    channel: string,
    threadTs: string,
  ): Answer<string | undefined> {
    return this.#calls.ask(
      'control',
      'files.completeUploadExternal',
      { files, channel_id: channel, thread_ts: threadTs },
      answers.uploadedAnswer,
      ({ files }) => files?.[0]?.permalink,
    );
  }

  addReaction(channel: string, ts: string, name: string): Answer<undefined> {
    return this.#calls.tell('cosmetic', 'reactions.add', { channel, timestamp: ts, name });
  }

  removeReaction(channel: string, ts: string, name: string): Answer<undefined> {
    return this.#calls.tell('cosmetic', 'reactions.remove', { channel, timestamp: ts, name });
  }

  /** Every reaction on a message with everybody who put it there. */
  reactions(channel: string, ts: string): Answer<readonly answers.FoundReaction[]> {
    return this.#calls.ask(
      'control',
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
    return this.#calls.ask('control', 'users.info', { user }, answers.userAnswer, (answer) => answer.user);
  }

  groups(): Answer<readonly { readonly id: string; readonly handle: string }[]> {
    return this.#calls.ask('control', 'usergroups.list', {}, answers.groupsAnswer, ({ usergroups }) => usergroups);
  }

  groupMembers(group: string): Answer<readonly string[]> {
    return this.#calls.ask(
      'control',
      'usergroups.users.list',
      { usergroup: group },
      answers.groupMembersAnswer,
      ({ users }) => users,
    );
  }

  channel(channel: string): Answer<z.infer<typeof answers.channelAnswer>['channel']> {
    return this.#calls.ask(
      'control',
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
    return this.#calls.ask(
      'control',
      'conversations.list',
      args,
      answers.channelsAnswer,
      ({ channels, response_metadata }) => ({ items: channels, ...nextPage(response_metadata) }),
    );
  }

  /** A page of those who are in a channel, bots and guests among them. */
  members(channel: string, cursor: string | undefined): Answer<Page<string>> {
    const args = { channel, limit: pageSize, ...(cursor === undefined ? {} : { cursor }) };
    return this.#calls.ask(
      'control',
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
    return this.#calls.ask('control', method, args, answers.messagesAnswer, ({ messages, response_metadata }) => ({
      items: messages,
      ...nextPage(response_metadata),
    }));
  }
}

const nextPage = (metadata: { readonly next_cursor?: string | undefined } | undefined): { readonly next?: string } =>
  metadata?.next_cursor === undefined || metadata.next_cursor === '' ? {} : { next: metadata.next_cursor };
