import { digest } from '../../lib/digest.js';
import type { Conversation } from '../../conversation/conversation.js';
import { hasEnded } from '../../roll/run.js';
import { isLacking, type ApiFailure } from '../api/failure.js';
import { requeue, wait, waitUnlessWoken, type LoopResult } from '../reconcile-loop.js';
import { digestLine } from './digest-words.js';
import { digestEvent, findDigest } from './find-post.js';
import { refusedAgainMs, settleMs } from './run-publisher-deps.js';
import { goneErrors } from './refusals.js';
import type { RunPresentation } from './run-presentation.js';
import { apart } from '../marks.js';

/** Between two edits that only count servers. */
const betweenCountsMs = 60_000;
const betweenStatesMs = 1_000;

/** The line of one run in the digest channel: posted once, then edited in place. Nothing else waits for it. */
export class DigestLine {
  readonly #presentation: RunPresentation;
  #givenUp = false;
  #lastAt = Number.NEGATIVE_INFINITY;
  #lastState = '';
  /** To the message with this `ts`; without `to`: Slack gives none. */
  #link: { readonly ts: string; readonly to?: string } | undefined;
  #refused = false;

  constructor(presentation: RunPresentation) {
    this.#presentation = presentation;
  }

  /** Whether the line says how the run ended, or never will. */
  get settled(): boolean {
    const { book, deps } = this.#presentation;
    return (
      deps.digestChannel === undefined ||
      this.#givenUp ||
      (this.#lastState === this.#state() && book.now().digest?.shown !== undefined)
    );
  }

  /** @returns undefined when the line is as it should be. */
  async step(): Promise<LoopResult | undefined> {
    const { book, deps } = this.#presentation;
    const channel = deps.digestChannel;
    if (channel === undefined || this.#givenUp) return undefined;
    const conversation = book.now();
    // A line without a link helps nobody: the message comes first, unless it cannot be posted.
    if (conversation.ts === undefined && !deps.deliveryStatus.isLost(this.#presentation.run.id)) return undefined;
    const line = conversation.digest;
    if (line === undefined) return this.#post(channel);
    if (line.ts === undefined) return this.#find(line.channel);
    return this.#edit(conversation, line.channel, line.ts);
  }

  async #post(channel: string): Promise<LoopResult> {
    const { run, book, deps } = this.#presentation;
    const early = deps.pace.early(channel, this, false);
    if (early > 0) return waitUnlessWoken(early);
    const state = this.#state();
    const text = apart(digestLine(run, await this.#permalink()));
    await book.change((now) => ({ ...now, digest: { channel } }));
    const posted = await deps.api.post({ channel, ...this.#content(text) });
    if (posted.ok) {
      this.#sent(state);
      await book.change((now) => ({
        ...now,
        digest: { channel: posted.value.channel, ts: posted.value.ts, shown: digest(text) },
      }));
      return requeue;
    }
    // Without an answer it stays written down as begun, and is looked for.
    if (posted.failure.kind === 'unknown-outcome') return wait(settleMs);
    await book.change(({ digest: _begun, ...now }) => now);
    return this.#later(posted.failure) ?? requeue;
  }

  async #find(channel: string): Promise<LoopResult> {
    const { run, book, deps } = this.#presentation;
    const found = await findDigest(deps.api, deps.self, { channel, run: run.id });
    if (!found.ok && isLacking(found.failure))
      deps.missingScopes.note(
        'conversations.history',
        found.failure,
        'a line of the digest whose answer got lost is posted again without looking for it',
      );
    else if (!found.ok) return this.#later(found.failure) ?? requeue;
    const ts = found.ok ? found.value : undefined;
    await book.change(({ digest: _begun, ...now }) => (ts === undefined ? now : { ...now, digest: { channel, ts } }));
    return requeue;
  }

  async #edit(conversation: Conversation, channel: string, ts: string): Promise<LoopResult | undefined> {
    const { run, book, deps } = this.#presentation;
    const state = this.#state();
    const text = apart(digestLine(run, await this.#permalink()));
    if (conversation.digest?.shown === digest(text)) {
      this.#lastState = state;
      return undefined;
    }
    const urgent = state !== this.#lastState;
    const early = Math.max(
      this.#lastAt + (urgent ? betweenStatesMs : betweenCountsMs) - deps.clock.now(),
      deps.budget.early(urgent),
    );
    if (early > 0) return waitUnlessWoken(early);
    const edited = await deps.api.update({ channel, ts, ...this.#content(text) }, 'when-convenient');
    if (edited.ok) {
      this.#sent(state);
      deps.budget.spend();
      await book.change((now) => ({ ...now, digest: { channel, ts, shown: digest(text) } }));
      return requeue;
    }
    if (edited.failure.kind === 'refused' && goneErrors.includes(edited.failure.error)) {
      // Somebody took the line out of the digest: it is not put back.
      this.#givenUp = true;
      return undefined;
    }
    return this.#later(edited.failure);
  }

  #sent(state: string): void {
    this.#lastAt = this.#presentation.deps.clock.now();
    this.#lastState = state;
    this.#refused = false;
  }

  #later(failure: ApiFailure): LoopResult | undefined {
    const { run, deps } = this.#presentation;
    if (failure.kind === 'rate-limited') return waitUnlessWoken(failure.retryAfterMs);
    if (failure.kind === 'unknown-outcome') return wait(settleMs);
    if (!this.#refused)
      deps.log.error(
        { run: run.id, channel: deps.digestChannel, error: failure.error },
        'a run cannot be shown in the digest channel',
      );
    this.#refused = true;
    if (hasEnded(run)) {
      this.#givenUp = true;
      return undefined;
    }
    return wait(refusedAgainMs);
  }

  #state(): string {
    const { run } = this.#presentation;
    return `${run.status}/${run.votes.length}`;
  }

  async #permalink(): Promise<string | undefined> {
    const { book, deps } = this.#presentation;
    const { channel, ts } = book.now();
    if (ts === undefined) return undefined;
    if (this.#link?.ts === ts) return this.#link.to;
    const found = await deps.api.permalink(channel, ts);
    if (found.ok) this.#link = { ts, to: found.value };
    else if (found.failure.kind === 'refused') this.#link = { ts };
    return found.ok ? found.value : undefined;
  }

  #content(text: string): {
    readonly text: string;
    readonly blocks: readonly [
      { readonly type: 'section'; readonly text: { readonly type: 'mrkdwn'; readonly text: string } },
    ];
    readonly metadata: { readonly event_type: string; readonly event_payload: { readonly run: string } };
  } {
    return {
      text,
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }],
      metadata: { event_type: digestEvent, event_payload: { run: this.#presentation.run.id } },
    };
  }
}
