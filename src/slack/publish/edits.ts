import type { Unsaved } from '../../engine/run-service.js';
import type { Conversation } from '../../conversation/conversation.js';
import { hasEnded } from '../../roll/run.js';
import { isLacking } from '../api/failure.js';
import { requeue, rest, waitUnlessWoken, type LoopResult } from '../reconcile-loop.js';
import { EditPace } from './edit-pace.js';
import type { SlackMessage } from './simplify-message.js';
import { frozenErrors, goneErrors } from './refusals.js';
import type { RunPresentation } from './run-presentation.js';
import { inLanguage } from '../language.js';

/** An edit without an answer is made again after this, then after twice as long, and so on. It can do no harm twice. */
const lostAgainMs = 300;
const lostAgainAtMostMs = 10_000;

/** Keeps the message as it should stand now; of what is outdated before it was sent nothing is sent. */
export class Edits {
  readonly #presentation: RunPresentation;
  readonly #remark: (text: string) => void;
  readonly #onGone: () => void;
  readonly #pace: EditPace;
  #next: LoopResult = rest;
  #givenUp = false;
  #lost = 0;
  /** What was sent last, also where that could not be saved. */
  #sent: { readonly shown: string; readonly unsaved: Unsaved | undefined } | undefined;

  constructor(presentation: RunPresentation, remark: (text: string) => void, onGone: () => void) {
    this.#presentation = presentation;
    this.#remark = remark;
    this.#onGone = onGone;
    this.#pace = new EditPace(presentation.deps.clock, presentation.deps.budget);
  }

  /** Whether the message shows the run as it is, or never will. */
  get settled(): boolean {
    return this.#givenUp || this.#shows(this.#presentation.book.now(), this.#presentation.message().shown);
  }

  /**
   * What to do when `step` found nothing to send: rest, or look again when it is time to show how far the run has come.
   */
  get next(): LoopResult {
    return this.#next;
  }

  /** @returns undefined when the message is as it should be, or as it may be for now. */
  async step(conversation: Conversation, ts: string): Promise<LoopResult | undefined> {
    this.#next = rest;
    if (this.#givenUp) return undefined;
    const { run, deps, shutdownNotice, unsaved } = this.#presentation;
    // That a run cannot be saved, or can be again, is seen at once, and needs no save to be said.
    const atOnce = shutdownNotice !== undefined || unsaved !== this.#sent?.unsaved;
    const urgent = atOnce || this.#pace.urgent(run);
    const early = atOnce ? 0 : this.#pace.early(run);
    if (early > 0 && !urgent && !hasEnded(run)) {
      // A run has a new state at every poll: what would not be sent yet is not rendered either.
      this.#next = waitUnlessWoken(early);
      return undefined;
    }
    const { message, shown } = this.#presentation.message();
    if (this.#shows(conversation, shown)) {
      this.#presentation.fine('edits');
      return undefined;
    }
    if (unsaved !== undefined && this.#sent?.shown === shown) return undefined;
    if (early > 0) return waitUnlessWoken(early);
    this.#pace.done(run);
    const edited = await deps.api.update(
      { channel: conversation.channel, ts, ...message },
      urgent ? 'now' : 'when-convenient',
    );
    if (edited.ok) {
      this.#lost = 0;
      this.#sent = { shown, unsaved };
      await this.#note(ts, shown);
      this.#presentation.fine('edits');
      return requeue;
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
      await this.#presentation.book.change((now) => (now.ts === ts ? { ...now, shown } : now));
    } catch (error) {
      if (this.#presentation.unsaved === undefined) throw error;
    }
  }

  async #failed(
    conversation: Conversation,
    failure: Extract<Awaited<ReturnType<RunPresentation['deps']['api']['update']>>, { ok: false }>['failure'],
    message: SlackMessage,
  ): Promise<LoopResult> {
    const { run, fitting, deps } = this.#presentation;
    if (failure.kind === 'rate-limited') return waitUnlessWoken(failure.retryAfterMs);
    if (failure.kind === 'unknown-outcome') {
      this.#lost += 1;
      return waitUnlessWoken(Math.min(lostAgainAtMostMs, lostAgainMs * 2 ** (this.#lost - 1)));
    }
    if (goneErrors.includes(failure.error)) {
      await this.#presentation.messageGone(conversation.ts);
      this.#onGone();
      return rest;
    }
    if (fitting.adapt(failure.error, message)) return requeue;
    if (frozenErrors.includes(failure.error) || isLacking(failure)) {
      this.#givenUp = true;
      this.#presentation.fine('edits');
      if (isLacking(failure))
        deps.missingScopes.note('chat.update', failure, 'messages stay as they were posted; the thread goes on');
      else
        deps.log.warn(
          { run: run.id, error: failure.error },
          'the message of a run cannot be edited any more; the thread goes on',
        );
      this.#remark(
        inLanguage({
          en:
            'I can’t edit the message above any more: what happens stands only in this thread, and answers ' +
            `go through ${deps.speech.command}.`,
          zh: `我不能再编辑上面的消息：之后发生的事只写在这个消息列里，请用 ${deps.speech.command} 答复。`,
        }),
      );
      return requeue;
    }
    if (hasEnded(run)) {
      deps.deliveryStatus.lost(run, 'edits', failure.error);
      deps.log.error({ run: run.id, error: failure.error }, 'the outcome of a run cannot be shown');
      this.#givenUp = true;
      return requeue;
    }
    return this.#presentation.later('edits', failure);
  }
}
