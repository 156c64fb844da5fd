import type { Unsaved } from '../../engine/run-service.js';
import { digest } from '../../lib/digest.js';
import type { Run } from '../../roll/run.js';
import type { ApiFailure } from '../api/failure.js';
import { isUndecided } from '../campaign-runs.js';
import { wait, waitUnlessWoken, type LoopResult } from '../reconcile-loop.js';
import { renderMessage, type RunMessage, type View } from '../render/message.js';
import { cut } from '../text.js';
import { ConversationBook, withoutMessage } from './conversation-book.js';
import { MessageFitter } from './message-fitter.js';
import { refusedAgainMs, settleMs, type RunPublisherDeps } from './run-publisher-deps.js';
import type { DeliveryKind } from './delivery-status.js';

/** What the parts of a run's publisher share: the newest state of the run, and how far people have been told of it. */
export class RunPresentation {
  readonly deps: RunPublisherDeps;
  readonly book: ConversationBook;
  readonly fitting: MessageFitter;
  run: Run;
  /** A last sentence below the message; the bot is about to leave. */
  shutdownNotice: string | undefined;
  #told = false;

  constructor(deps: RunPublisherDeps, run: Run) {
    this.deps = deps;
    this.run = run;
    this.book = new ConversationBook(deps.runService, run);
    this.fitting = new MessageFitter(deps.log, run.id, deps.dialects);
  }

  /** Whether the run is over and people have been told all of it. */
  get told(): boolean {
    return this.#told;
  }

  /** The message as it should stand now, as far as Slack takes it. */
  message(): { readonly message: RunMessage; readonly shown: string } {
    const message = this.fitting.fit(
      withShutdownNotice(renderMessage(this.run, this.deps.speech, this.#view()), this.shutdownNotice),
    );
    return { message, shown: digest(message) };
  }

  /** Why the state of the run cannot be saved now, if so. */
  get unsaved(): Unsaved | undefined {
    return this.deps.unsaved?.of(this.run.id);
  }

  #view(): View {
    const { report } = this.book.now();
    const { unsaved } = this;
    return {
      dialect: this.deps.dialects.now,
      ...(unsaved === undefined ? {} : { unsaved }),
      ...(report === undefined || report.kind === 'sending' ? {} : { report }),
    };
  }

  /** A run that its campaign may go on from is kept until that is decided. */
  async handBack(): Promise<void> {
    if (this.#told || isUndecided(this.deps.runService, this.run)) return;
    await this.deps.runService.told(this.run.id);
    this.#told = true;
    this.deps.deliveryStatus.forget(this.run.id);
  }

  /** Somebody deleted the message: people need another one, to act on or to see how it ended. */
  async messageGone(ts: string | undefined): Promise<void> {
    this.deps.log.warn({ run: this.run.id }, 'the message of a run is gone; it is posted anew');
    await this.book.change((now) => (now.ts === ts ? withoutMessage(now) : now));
  }

  /** What came to nothing is tried again; what Slack refuses is said where people can see it. */
  later(way: DeliveryKind, failure: ApiFailure): LoopResult {
    if (failure.kind === 'rate-limited') return waitUnlessWoken(failure.retryAfterMs);
    if (failure.kind === 'unknown-outcome') return wait(settleMs);
    this.deps.deliveryStatus.lost(this.run, way, failure.error);
    return wait(refusedAgainMs);
  }

  fine(way: DeliveryKind): void {
    this.deps.deliveryStatus.regained(this.run, way);
  }
}

function withShutdownNotice(message: RunMessage, shutdownNotice: string | undefined): RunMessage {
  if (shutdownNotice === undefined) return message;
  return {
    ...message,
    text: `${cut(message.text, 3_700)}\n${shutdownNotice}`,
    blocks: [...message.blocks, { type: 'context', elements: [{ type: 'mrkdwn', text: shutdownNotice }] }],
  };
}
