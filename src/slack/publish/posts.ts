import type { Conversation } from '../../roll/conversation.js';
import { hasEnded } from '../../roll/run.js';
import { isLacking, type ApiFailure } from '../api/failure.js';
import { again, rest, wait, waitUnlessPoked, type Turn } from '../pump.js';
import { renderReplaced } from '../render/message.js';
import { standingOf } from '../render/questions.js';
import { withoutMessage, withoutPosting } from './conversation-book.js';
import { findMessage, findReply } from './find-post.js';
import { settleMs } from './lane-tools.js';
import { isUrgent, nextPost, type PostStep } from './next-post.js';
import type { SlackMessage } from './plainer.js';
import { shownOf, withQuestion } from './questions.js';
import { goneErrors } from './refusals.js';
import type { Telling } from './telling.js';

type Step<Kind extends PostStep['kind']> = Extract<PostStep, { kind: Kind }>;

/**
 * What has to be posted, one thing at a time: the message, then its thread in order. Each post is journaled before it
 * is made.
 */
export class Posts {
  readonly #telling: Telling;
  /** The message has been posted, or found, or has to be looked at anew. */
  readonly #onMessage: () => void;
  /** A post stands in the thread: it may ask for something. */
  readonly #onQuestion: () => void;
  #lookTwice = false;

  constructor(telling: Telling, onMessage: () => void, onQuestion: () => void = () => undefined) {
    this.#telling = telling;
    this.#onMessage = onMessage;
    this.#onQuestion = onQuestion;
  }

  /** @returns undefined when nothing is left to be posted. */
  async step(): Promise<Turn | undefined> {
    const { run, book, tools } = this.#telling;
    const conversation = book.now();
    const step = nextPost(run, conversation, tools.speech);
    if (step.kind === 'post-message' || step.kind === 'post-reply') {
      const early = tools.pace.early(conversation.channel, this, isUrgent(step));
      if (early > 0) return waitUnlessPoked(early);
    }
    switch (step.kind) {
      case 'find-message':
        return this.#findMessage(conversation, step);
      case 'find-reply':
        return this.#findReply(conversation, step);
      case 'post-message':
        return this.#postMessage();
      case 'retire':
        return this.#retire(conversation, step);
      case 'post-reply':
        return this.#postReply(conversation.channel, step);
      case 'pass-over':
        await book.change((now) => ({ ...now, toldSeq: Math.max(now.toldSeq, step.seq) }));
        return again;
      case 'nothing':
        return undefined;
    }
  }

  async #findMessage(conversation: Conversation, { planId }: Step<'find-message'>): Promise<Turn> {
    const { run, book, tools } = this.#telling;
    const found = await findMessage(tools.api, tools.self, {
      channel: conversation.channel,
      run: run.id,
      planId,
      not: conversation.older.map(({ ts }) => ts),
    });
    if (!found.ok && isLacking(found.failure))
      tools.lacks.note(
        'conversations.history',
        found.failure,
        'a post whose answer got lost is posted again without looking for it',
      );
    else if (!found.ok) return this.#later(found.failure);
    const ts = found.ok ? found.value : undefined;
    if (ts !== undefined) {
      await book.change((now) => ({ ...withoutPosting(now), ts, planId, seen: [] }));
      this.#telling.fine('posts');
      tools.onStanding?.(run.id, 'found');
      this.#onMessage();
      return again;
    }
    if (this.#lookAgain()) return wait(settleMs);
    await book.change(withoutPosting);
    return again;
  }

  async #findReply(conversation: Conversation, wanted: Step<'find-reply'>): Promise<Turn> {
    const { run, book, tools } = this.#telling;
    const found = await findReply(tools.api, tools.self, {
      channel: conversation.channel,
      ts: wanted.ts,
      run: run.id,
      seq: wanted.seq,
    });
    if (!found.ok && found.failure.kind === 'refused' && goneErrors.includes(found.failure.error))
      return this.#gone(conversation.ts);
    if (!found.ok && isLacking(found.failure))
      tools.lacks.note(
        'conversations.replies',
        found.failure,
        'a post whose answer got lost is posted again without looking for it',
      );
    else if (!found.ok) return this.#later(found.failure);
    if (found.ok && found.value === undefined && this.#lookAgain()) return wait(settleMs);
    const at = found.ok ? found.value : undefined;
    const isThere = at !== undefined;
    if (isThere) this.#telling.fine('posts');
    await book.change((now) => {
      const told = { ...withoutPosting(now), toldSeq: isThere ? Math.max(now.toldSeq, wanted.seq) : now.toldSeq };
      return at !== undefined && this.#asks(wanted.seq) ? withQuestion(told, { seq: wanted.seq, ts: at }) : told;
    });
    this.#onQuestion();
    return again;
  }

  async #postMessage(): Promise<Turn> {
    const { run, book, tools } = this.#telling;
    await book.change((now) => ({ ...now, posting: { kind: 'message', planId: run.plan.id } }));
    const { message, shown } = this.#telling.message();
    const posted = await tools.api.post({ channel: book.now().channel, ...message });
    if (!posted.ok) return this.#failed(posted.failure, message);
    // The channel as Slack calls it: a name would not match the events.
    await book.change((now) => ({
      ...withoutPosting(now),
      channel: posted.value.channel,
      ts: posted.value.ts,
      planId: run.plan.id,
      shown,
      seeded: [],
      seen: [],
    }));
    this.#telling.fine('posts');
    tools.onStanding?.(run.id, 'posted');
    this.#onMessage();
    return again;
  }

  async #postReply(channel: string, { seq, ts, post }: Step<'post-reply'>): Promise<Turn> {
    const { book, fitting, tools } = this.#telling;
    await book.change((now) => ({ ...now, posting: { kind: 'thread', seq } }));
    const { broadcast, ...message } = fitting.fit(post);
    const posted = await tools.api.post({ channel, threadTs: ts, broadcast, ...message });
    if (posted.ok) {
      const { ts: own } = posted.value;
      await book.change((now) => {
        const told = { ...withoutPosting(now), toldSeq: Math.max(now.toldSeq, seq) };
        return this.#asks(seq) ? withQuestion(told, { seq, ts: own, shown: shownOf(message) }) : told;
      });
      this.#onQuestion();
      this.#telling.fine('posts');
      return again;
    }
    if (posted.failure.kind === 'refused' && goneErrors.includes(posted.failure.error))
      return this.#gone(book.now().ts);
    return this.#failed(posted.failure, message);
  }

  /** A post that was refused has not been made; one without an answer stays journaled and is looked for. */
  async #failed(failure: ApiFailure, message: SlackMessage): Promise<Turn> {
    const { run, book, fitting, tools } = this.#telling;
    if (failure.kind === 'unknown-outcome') {
      this.#lookTwice = true;
      tools.log.warn(
        { run: run.id, reason: failure.message },
        'the answer to a post got lost; looking whether it was made',
      );
      return wait(settleMs);
    }
    await book.change(withoutPosting);
    if (failure.kind === 'refused' && fitting.adapt(failure.error, message)) return again;
    return this.#later(failure);
  }

  /** What was refused of a run that is over, a post or the search for one, will not be told any more. */
  async #later(failure: ApiFailure): Promise<Turn> {
    const { run, tools } = this.#telling;
    if (failure.kind !== 'refused' || !hasEnded(run)) return this.#telling.later('posts', failure);
    tools.reach.lost(run, 'posts', failure.error);
    tools.log.error({ run: run.id, error: failure.error }, 'the end of a run cannot be told: Slack refuses it');
    await this.#telling.handBack();
    return rest;
  }

  /** The old message says that it counts no more, before the new plan is posted. */
  async #retire(conversation: Conversation, { ts, planId }: Step<'retire'>): Promise<Turn> {
    const { run, book, fitting, tools } = this.#telling;
    const edited = await tools.api.update(
      { channel: conversation.channel, ts, ...fitting.fit(renderReplaced(run, planId)) },
      'now',
    );
    if (!edited.ok && edited.failure.kind !== 'refused')
      return edited.failure.kind === 'rate-limited' ? wait(edited.failure.retryAfterMs) : wait(settleMs);
    for (const name of conversation.seeded) await tools.api.removeReaction(conversation.channel, ts, name);
    await book.change((now) => (now.ts === ts ? withoutMessage(now) : now));
    return again;
  }

  async #gone(ts: string | undefined): Promise<Turn> {
    await this.#telling.messageGone(ts);
    return again;
  }

  /** Whether the post of this event has to be kept true. */
  #asks(seq: number): boolean {
    const { run } = this.#telling;
    const event = run.log.find((other) => other.seq === seq);
    return event !== undefined && standingOf(run, event) !== undefined;
  }

  #lookAgain(): boolean {
    const once = this.#lookTwice;
    this.#lookTwice = false;
    return once;
  }
}
