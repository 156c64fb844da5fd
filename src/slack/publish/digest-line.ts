import { digest } from '../../lib/digest.js';
import type { Conversation } from '../../roll/conversation.js';
import { hasEnded } from '../../roll/run.js';
import { isLacking, type ApiFailure } from '../api/failure.js';
import { again, wait, waitUnlessPoked, type Turn } from '../pump.js';
import { digestLine } from './digest-words.js';
import { digestEvent, findDigest } from './find-post.js';
import { refusedAgainMs, settleMs } from './lane-tools.js';
import { goneErrors } from './refusals.js';
import type { Telling } from './telling.js';

/** Between two edits that only count servers. */
const betweenCountsMs = 60_000;
const betweenStatesMs = 1_000;

/** The line of one run in the digest channel: posted once, then edited in place. Nothing else waits for it. */
export class DigestLine {
  readonly #telling: Telling;
  #givenUp = false;
  #lastAt = Number.NEGATIVE_INFINITY;
  #lastState = '';
  /** To the message with this `ts`; without `to`: Slack gives none. */
  #link: { readonly ts: string; readonly to?: string } | undefined;
  #refused = false;

  constructor(telling: Telling) {
    this.#telling = telling;
  }

  /** Whether the line says how the run ended, or never will. */
  get settled(): boolean {
    const { book, tools } = this.#telling;
    return (
      tools.digestChannel === undefined ||
      this.#givenUp ||
      (this.#lastState === this.#state() && book.now().digest?.shown !== undefined)
    );
  }

  /** @returns undefined when the line is as it should be. */
  async step(): Promise<Turn | undefined> {
    const { book, tools } = this.#telling;
    const channel = tools.digestChannel;
    if (channel === undefined || this.#givenUp) return undefined;
    const conversation = book.now();
    // A line without a link helps nobody: the message comes first, unless it cannot be posted.
    if (conversation.ts === undefined && !tools.reach.isLost(this.#telling.run.id)) return undefined;
    const line = conversation.digest;
    if (line === undefined) return this.#post(channel);
    if (line.ts === undefined) return this.#find(line.channel);
    return this.#edit(conversation, line.channel, line.ts);
  }

  async #post(channel: string): Promise<Turn> {
    const { run, book, tools } = this.#telling;
    const early = tools.pace.early(channel, this, false);
    if (early > 0) return waitUnlessPoked(early);
    const state = this.#state();
    const text = digestLine(run, await this.#permalink());
    await book.change((now) => ({ ...now, digest: { channel } }));
    const posted = await tools.api.post({ channel, ...this.#content(text) });
    if (posted.ok) {
      this.#sent(state);
      await book.change((now) => ({
        ...now,
        digest: { channel: posted.value.channel, ts: posted.value.ts, shown: digest(text) },
      }));
      return again;
    }
    // Without an answer it stays written down as begun, and is looked for.
    if (posted.failure.kind === 'unknown-outcome') return wait(settleMs);
    await book.change(({ digest: _begun, ...now }) => now);
    return this.#later(posted.failure) ?? again;
  }

  async #find(channel: string): Promise<Turn> {
    const { run, book, tools } = this.#telling;
    const found = await findDigest(tools.api, tools.self, { channel, run: run.id });
    if (!found.ok && isLacking(found.failure))
      tools.lacks.note(
        'conversations.history',
        found.failure,
        'a line of the digest whose answer got lost is posted again without looking for it',
      );
    else if (!found.ok) return this.#later(found.failure) ?? again;
    const ts = found.ok ? found.value : undefined;
    await book.change(({ digest: _begun, ...now }) => (ts === undefined ? now : { ...now, digest: { channel, ts } }));
    return again;
  }

  async #edit(conversation: Conversation, channel: string, ts: string): Promise<Turn | undefined> {
    const { run, book, tools } = this.#telling;
    const state = this.#state();
    const text = digestLine(run, await this.#permalink());
    if (conversation.digest?.shown === digest(text)) {
      this.#lastState = state;
      return undefined;
    }
    const urgent = state !== this.#lastState;
    const early = Math.max(
      this.#lastAt + (urgent ? betweenStatesMs : betweenCountsMs) - tools.clock.now(),
      tools.budget.early(urgent),
    );
    if (early > 0) return waitUnlessPoked(early);
    const edited = await tools.api.update({ channel, ts, ...this.#content(text) }, 'when-convenient');
    if (edited.ok) {
      this.#sent(state);
      tools.budget.spend();
      await book.change((now) => ({ ...now, digest: { channel, ts, shown: digest(text) } }));
      return again;
    }
    if (edited.failure.kind === 'refused' && goneErrors.includes(edited.failure.error)) {
      // Somebody took the line out of the digest: it is not put back.
      this.#givenUp = true;
      return undefined;
    }
    return this.#later(edited.failure);
  }

  #sent(state: string): void {
    this.#lastAt = this.#telling.tools.clock.now();
    this.#lastState = state;
    this.#refused = false;
  }

  #later(failure: ApiFailure): Turn | undefined {
    const { run, tools } = this.#telling;
    if (failure.kind === 'rate-limited') return waitUnlessPoked(failure.retryAfterMs);
    if (failure.kind === 'unknown-outcome') return wait(settleMs);
    if (!this.#refused)
      tools.log.error(
        { run: run.id, channel: tools.digestChannel, error: failure.error },
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
    const { run } = this.#telling;
    return `${run.status}/${run.votes.length}`;
  }

  async #permalink(): Promise<string | undefined> {
    const { book, tools } = this.#telling;
    const { channel, ts } = book.now();
    if (ts === undefined) return undefined;
    if (this.#link?.ts === ts) return this.#link.to;
    const found = await tools.api.permalink(channel, ts);
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
      metadata: { event_type: digestEvent, event_payload: { run: this.#telling.run.id } },
    };
  }
}
