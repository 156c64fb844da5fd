import type { Conversation } from '../../conversation/conversation.js';
import { isLacking, type ApiFailure } from '../api/failure.js';
import { requeue, wait, waitUnlessWoken, type LoopResult } from '../reconcile-loop.js';
import { standsPost } from '../render/campaign-words.js';
import { standsSeq } from '../render/campaign-message.js';
import { threadEvent } from '../render/message.js';
import { findReply } from './find-post.js';
import type { RunPresentation } from './run-presentation.js';
import { settleMs } from './run-publisher-deps.js';

/** Says below the message of a campaign that it stands: an edit calls nobody, a post does. */
export class CampaignStand {
  readonly #presentation: RunPresentation;
  #looked = false;
  #givenUp = false;

  constructor(presentation: RunPresentation) {
    this.#presentation = presentation;
  }

  get settled(): boolean {
    const { stands } = this.#presentation.book.now();
    return stands === undefined || stands.told === 'posted' || this.#givenUp;
  }

  /** @returns undefined when nothing is left to be said. */
  async step(ts: string): Promise<LoopResult | undefined> {
    const { run, book } = this.#presentation;
    const { stands } = book.now();
    // While its run is at work, the message of the campaign says it.
    if (stands === undefined || run.status !== 'done' || this.settled) return undefined;
    return stands.told === 'posting' && !this.#looked ? this.#find(ts) : this.#post(ts, stands.why);
  }

  async #find(ts: string): Promise<LoopResult> {
    const { run, book, deps } = this.#presentation;
    const channel = book.now().campaign?.channel ?? run.channel;
    const found = await findReply(deps.api, deps.self, { channel, ts, run: run.id, seq: standsSeq });
    if (!found.ok && !isLacking(found.failure)) return this.#later(found.failure);
    this.#looked = true;
    if (found.ok && found.value !== undefined) await book.change(told('posted'));
    return requeue;
  }

  async #post(ts: string, why: string): Promise<LoopResult> {
    const { run, book, deps, fitting } = this.#presentation;
    const channel = book.now().campaign?.channel ?? run.channel;
    const early = deps.pace.early(channel, this, true);
    if (early > 0) return waitUnlessWoken(early);
    await book.change(told('posting'));
    this.#looked = false;
    const message = fitting.fit({
      ...standsPost(run, why, deps.speech.command),
      metadata: { event_type: threadEvent, event_payload: { run: run.id, seq: standsSeq } },
    });
    const posted = await deps.api.post({ channel, threadTs: ts, broadcast: true, ...message });
    if (posted.ok) {
      await book.change(told('posted'));
      return requeue;
    }
    if (posted.failure.kind === 'unknown-outcome') return wait(settleMs);
    this.#looked = true;
    if (posted.failure.kind === 'refused' && fitting.adapt(posted.failure.error, message)) return requeue;
    return this.#later(posted.failure);
  }

  #later(failure: ApiFailure): LoopResult {
    if (failure.kind === 'rate-limited') return waitUnlessWoken(failure.retryAfterMs);
    if (failure.kind === 'unknown-outcome') return wait(settleMs);
    const { run, deps } = this.#presentation;
    deps.log.warn({ run: run.id, error: failure.error }, 'that a campaign stands could not be said in a post');
    this.#givenUp = true;
    return requeue;
  }
}

const told =
  (how: 'posting' | 'posted') =>
  (now: Conversation): Conversation =>
    now.stands === undefined ? now : { ...now, stands: { ...now.stands, told: how } };
