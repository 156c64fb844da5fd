import type { Conversation } from '../../conversation/conversation.js';
import { hasEnded } from '../../roll/run.js';
import { isLacking, type ApiFailure } from '../api/failure.js';
import { requeue, rest, wait, waitUnlessWoken, type LoopResult } from '../reconcile-loop.js';
import { renderReplaced } from '../render/message.js';
import { standingOf } from '../render/questions.js';
import { withoutMessage, withoutPosting } from './conversation-book.js';
import { findMessage, findReply } from './find-post.js';
import { settleMs } from './run-publisher-deps.js';
import { isUrgent, nextPost, type PostStep } from './next-post.js';
import type { SlackMessage } from './simplify-message.js';
import { shownOf, withQuestion } from './questions.js';
import { goneErrors } from './refusals.js';
import type { RunPresentation } from './run-presentation.js';

type Step<Kind extends PostStep['kind']> = Extract<PostStep, { kind: Kind }>;

/**
 * What has to be posted, one thing at a time: the message, then its thread in order. Each post is saved before it
 * is made.
 */
export class Posts {
  readonly #presentation: RunPresentation;
  /** The message has been posted, or found, or has to be looked at anew. */
  readonly #onMessage: () => void;
  /** A post stands in the thread: it may ask for something. */
  readonly #onQuestion: () => void;
  #lookTwice = false;

  constructor(presentation: RunPresentation, onMessage: () => void, onQuestion: () => void = () => undefined) {
    this.#presentation = presentation;
    this.#onMessage = onMessage;
    this.#onQuestion = onQuestion;
  }

  /** @returns undefined when nothing is left to be posted. */
  async step(): Promise<LoopResult | undefined> {
    const { run, book, deps } = this.#presentation;
    const conversation = book.now();
    const step = nextPost(run, conversation, deps.speech);
    if (step.kind === 'post-message' || step.kind === 'post-reply') {
      const early = deps.pace.early(conversation.channel, this, isUrgent(step));
      if (early > 0) return waitUnlessWoken(early);
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
        return requeue;
      case 'nothing':
        return undefined;
    }
  }

  async #findMessage(conversation: Conversation, { planId }: Step<'find-message'>): Promise<LoopResult> {
    const { run, book, deps } = this.#presentation;
    const found = await findMessage(deps.api, deps.self, {
      channel: conversation.channel,
      run: run.id,
      planId,
      not: conversation.older.map(({ ts }) => ts),
    });
    if (!found.ok && isLacking(found.failure))
      deps.missingScopes.note(
        'conversations.history',
        found.failure,
        'a post whose answer got lost is posted again without looking for it',
      );
    else if (!found.ok) return this.#later(found.failure);
    const ts = found.ok ? found.value : undefined;
    if (ts !== undefined) {
      await book.change((now) => ({ ...withoutPosting(now), ts, planId, seen: [] }));
      this.#presentation.fine('posts');
      deps.onStanding?.(run.id, 'found');
      this.#onMessage();
      return requeue;
    }
    if (this.#lookAgain()) return wait(settleMs);
    await book.change(withoutPosting);
    return requeue;
  }

  async #findReply(conversation: Conversation, wanted: Step<'find-reply'>): Promise<LoopResult> {
    const { run, book, deps } = this.#presentation;
    const found = await findReply(deps.api, deps.self, {
      channel: conversation.channel,
      ts: wanted.ts,
      run: run.id,
      seq: wanted.seq,
    });
    if (!found.ok && found.failure.kind === 'refused' && goneErrors.includes(found.failure.error))
      return this.#gone(conversation.ts);
    if (!found.ok && isLacking(found.failure))
      deps.missingScopes.note(
        'conversations.replies',
        found.failure,
        'a post whose answer got lost is posted again without looking for it',
      );
    else if (!found.ok) return this.#later(found.failure);
    if (found.ok && found.value === undefined && this.#lookAgain()) return wait(settleMs);
    const at = found.ok ? found.value : undefined;
    const isThere = at !== undefined;
    if (isThere) this.#presentation.fine('posts');
    await book.change((now) => {
      const told = { ...withoutPosting(now), toldSeq: isThere ? Math.max(now.toldSeq, wanted.seq) : now.toldSeq };
      return at !== undefined && this.#asks(wanted.seq) ? withQuestion(told, { seq: wanted.seq, ts: at }) : told;
    });
    this.#onQuestion();
    return requeue;
  }

  async #postMessage(): Promise<LoopResult> {
    const { run, book, deps } = this.#presentation;
    await book.change((now) => ({ ...now, posting: { kind: 'message', planId: run.plan.id } }));
    const { message, shown } = this.#presentation.message();
    const posted = await deps.api.post({ channel: book.now().channel, ...message });
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
    this.#presentation.fine('posts');
    deps.onStanding?.(run.id, 'posted');
    this.#onMessage();
    return requeue;
  }

  async #postReply(channel: string, { seq, ts, post }: Step<'post-reply'>): Promise<LoopResult> {
    const { book, fitting, deps } = this.#presentation;
    await book.change((now) => ({ ...now, posting: { kind: 'thread', seq } }));
    const { broadcast, ...message } = fitting.fit(post);
    const posted = await deps.api.post({ channel, threadTs: ts, broadcast, ...message });
    if (posted.ok) {
      const { ts: own } = posted.value;
      await book.change((now) => {
        const told = { ...withoutPosting(now), toldSeq: Math.max(now.toldSeq, seq) };
        return this.#asks(seq) ? withQuestion(told, { seq, ts: own, shown: shownOf(message) }) : told;
      });
      this.#onQuestion();
      this.#presentation.fine('posts');
      return requeue;
    }
    if (posted.failure.kind === 'refused' && goneErrors.includes(posted.failure.error))
      return this.#gone(book.now().ts);
    return this.#failed(posted.failure, message);
  }

  /** A post that was refused has not been made; one without an answer stays saved as under way and is looked for. */
  async #failed(failure: ApiFailure, message: SlackMessage): Promise<LoopResult> {
    const { run, book, fitting, deps } = this.#presentation;
    if (failure.kind === 'unknown-outcome') {
      this.#lookTwice = true;
      deps.log.warn(
        { run: run.id, reason: failure.message },
        'the answer to a post got lost; looking whether it was made',
      );
      return wait(settleMs);
    }
    await book.change(withoutPosting);
    if (failure.kind === 'refused' && fitting.adapt(failure.error, message)) return requeue;
    return this.#later(failure);
  }

  /** What was refused of a run that is over, a post or the search for one, will not be told any more. */
  async #later(failure: ApiFailure): Promise<LoopResult> {
    const { run, deps } = this.#presentation;
    if (failure.kind !== 'refused' || !hasEnded(run)) return this.#presentation.later('posts', failure);
    deps.deliveryStatus.lost(run, 'posts', failure.error);
    deps.log.error({ run: run.id, error: failure.error }, 'the end of a run cannot be told: Slack refuses it');
    await this.#presentation.handBack();
    return rest;
  }

  /** The old message says that it counts no more, before the new plan is posted. */
  async #retire(conversation: Conversation, { ts, planId }: Step<'retire'>): Promise<LoopResult> {
    const { run, book, fitting, deps } = this.#presentation;
    const edited = await deps.api.update(
      { channel: conversation.channel, ts, ...fitting.fit(renderReplaced(run, planId)) },
      'now',
    );
    if (!edited.ok && edited.failure.kind !== 'refused')
      return edited.failure.kind === 'rate-limited' ? wait(edited.failure.retryAfterMs) : wait(settleMs);
    for (const name of conversation.seeded) await deps.api.removeReaction(conversation.channel, ts, name);
    await book.change((now) => (now.ts === ts ? withoutMessage(now) : now));
    return requeue;
  }

  async #gone(ts: string | undefined): Promise<LoopResult> {
    await this.#presentation.messageGone(ts);
    return requeue;
  }

  /** Whether the post of this event has to be kept true. */
  #asks(seq: number): boolean {
    const { run } = this.#presentation;
    const event = run.log.find((other) => other.seq === seq);
    return event !== undefined && standingOf(run, event) !== undefined;
  }

  #lookAgain(): boolean {
    const once = this.#lookTwice;
    this.#lookTwice = false;
    return once;
  }
}
