import type { Unsaved } from '../../engine/desk.js';
import type { Conversation } from '../../roll/conversation.js';
import { hasEnded } from '../../roll/run.js';
import { isLacking } from '../api/failure.js';
import { again, rest, waitUnlessPoked, type Turn } from '../pump.js';
import { EditPace } from './edit-pace.js';
import type { SlackMessage } from './plainer.js';
import { frozenErrors, goneErrors } from './refusals.js';
import type { Telling } from './telling.js';

/** An edit without an answer is made again after this, then after twice as long, and so on. It can do no harm twice. */
const lostAgainMs = 300;
const lostAgainAtMostMs = 10_000;

/** Keeps the message as it should stand now; of what is outdated before it was sent nothing is sent. */
export class Edits {
  readonly #telling: Telling;
  readonly #remark: (text: string) => void;
  readonly #onGone: () => void;
  readonly #pace: EditPace;
  #next: Turn = rest;
  #givenUp = false;
  #lost = 0;
  /** What was sent last, also where that could not be saved. */
  #sent: { readonly shown: string; readonly unsaved: Unsaved | undefined } | undefined;

  constructor(telling: Telling, remark: (text: string) => void, onGone: () => void) {
    this.#telling = telling;
    this.#remark = remark;
    this.#onGone = onGone;
    this.#pace = new EditPace(telling.tools.clock, telling.tools.budget);
  }

  /** Whether the message shows the run as it is, or never will. */
  get settled(): boolean {
    return this.#givenUp || this.#shows(this.#telling.book.now(), this.#telling.message().shown);
  }

  /**
   * What to do when `step` found nothing to send: rest, or look again when it is time to show how far the run has come.
   */
  get next(): Turn {
    return this.#next;
  }

  /** @returns undefined when the message is as it should be, or as it may be for now. */
  async step(conversation: Conversation, ts: string): Promise<Turn | undefined> {
    this.#next = rest;
    if (this.#givenUp) return undefined;
    const { run, tools, farewell, unsaved } = this.#telling;
    // That a run cannot be saved, or can be again, is seen at once, and needs no save to be said.
    const atOnce = farewell !== undefined || unsaved !== this.#sent?.unsaved;
    const urgent = atOnce || this.#pace.urgent(run);
    const early = atOnce ? 0 : this.#pace.early(run);
    if (early > 0 && !urgent && !hasEnded(run)) {
      // A run has a new state at every poll: what would not be sent yet is not rendered either.
      this.#next = waitUnlessPoked(early);
      return undefined;
    }
    const { message, shown } = this.#telling.message();
    if (this.#shows(conversation, shown)) {
      this.#telling.fine('edits');
      return undefined;
    }
    if (unsaved !== undefined && this.#sent?.shown === shown) return undefined;
    if (early > 0) return waitUnlessPoked(early);
    this.#pace.done(run);
    const edited = await tools.api.update(
      { channel: conversation.channel, ts, ...message },
      urgent ? 'now' : 'when-convenient',
    );
    if (edited.ok) {
      this.#lost = 0;
      this.#sent = { shown, unsaved };
      await this.#note(ts, shown);
      this.#telling.fine('edits');
      return again;
    }
    this.#pace.failed({ asked: edited.failure.kind !== 'rate-limited' });
    return this.#failed(conversation, edited.failure, message);
  }

  /** What was sent and could not be saved stands there, whatever is saved. */
  #shows(conversation: Conversation, shown: string): boolean {
    return conversation.shown === shown && (this.#sent === undefined || this.#sent.shown === shown);
  }

  /** Where nothing can be saved the edit has been made all the same, and is not made again for that. */
  async #note(ts: string, shown: string): Promise<void> {
    try {
      await this.#telling.book.change((now) => (now.ts === ts ? { ...now, shown } : now));
    } catch (error) {
      if (this.#telling.unsaved === undefined) throw error;
    }
  }

  async #failed(
    conversation: Conversation,
    failure: Extract<Awaited<ReturnType<Telling['tools']['api']['update']>>, { ok: false }>['failure'],
    message: SlackMessage,
  ): Promise<Turn> {
    const { run, fitting, tools } = this.#telling;
    if (failure.kind === 'rate-limited') return waitUnlessPoked(failure.retryAfterMs);
    if (failure.kind === 'unknown-outcome') {
      this.#lost += 1;
      return waitUnlessPoked(Math.min(lostAgainAtMostMs, lostAgainMs * 2 ** (this.#lost - 1)));
    }
    if (goneErrors.includes(failure.error)) {
      await this.#telling.messageGone(conversation.ts);
      this.#onGone();
      return rest;
    }
    if (fitting.adapt(failure.error, message)) return again;
    if (frozenErrors.includes(failure.error) || isLacking(failure)) {
      this.#givenUp = true;
      this.#telling.fine('edits');
      if (isLacking(failure))
        tools.lacks.note('chat.update', failure, 'messages stay as they were posted; the thread goes on');
      else
        tools.log.warn(
          { run: run.id, error: failure.error },
          'the message of a run cannot be edited any more; the thread goes on',
        );
      this.#remark(
        `I can’t edit the message above any more: what happens stands only in this thread, and answers go through ${tools.speech.command}.`,
      );
      return again;
    }
    if (hasEnded(run)) {
      tools.reach.lost(run, 'edits', failure.error);
      tools.log.error({ run: run.id, error: failure.error }, 'the outcome of a run cannot be shown');
      this.#givenUp = true;
      return again;
    }
    return this.#telling.later('edits', failure);
  }
}
