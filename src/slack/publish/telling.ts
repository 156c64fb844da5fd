import type { Unsaved } from '../../engine/desk.js';
import { digest } from '../../lib/digest.js';
import type { Run } from '../../roll/run.js';
import type { ApiFailure } from '../api/failure.js';
import { wait, waitUnlessPoked, type Turn } from '../pump.js';
import { renderMessage, type RunMessage, type View } from '../render/message.js';
import { cut } from '../text.js';
import { ConversationBook, withoutMessage } from './conversation-book.js';
import { Fitting } from './fitting.js';
import { refusedAgainMs, settleMs, type LaneTools } from './lane-tools.js';
import type { Way } from './reach.js';

/** What the parts of a lane share: the newest state of the run, and how far people have been told of it. */
export class Telling {
  readonly tools: LaneTools;
  readonly book: ConversationBook;
  readonly fitting: Fitting;
  run: Run;
  /** A last sentence below the message; the bot is about to leave. */
  farewell: string | undefined;
  #told = false;

  constructor(tools: LaneTools, run: Run) {
    this.tools = tools;
    this.run = run;
    this.book = new ConversationBook(tools.desk, run);
    this.fitting = new Fitting(tools.log, run.id, tools.dialects);
  }

  /** Whether the run is over and people have been told all of it. */
  get told(): boolean {
    return this.#told;
  }

  /** The message as it should stand now, as far as Slack takes it. */
  message(): { readonly message: RunMessage; readonly shown: string } {
    const message = this.fitting.fit(
      withFarewell(renderMessage(this.run, this.tools.speech, this.#view()), this.farewell),
    );
    return { message, shown: digest(message) };
  }

  /** Why the state of the run cannot be saved now, if so. */
  get unsaved(): Unsaved | undefined {
    return this.tools.unsaved?.of(this.run.id);
  }

  #view(): View {
    const { report } = this.book.now();
    const { unsaved } = this;
    return {
      dialect: this.tools.dialects.now,
      ...(unsaved === undefined ? {} : { unsaved }),
      ...(report === undefined || report.kind === 'sending' ? {} : { report }),
    };
  }

  async handBack(): Promise<void> {
    if (this.#told) return;
    await this.tools.desk.told(this.run.id);
    this.#told = true;
    this.tools.reach.forget(this.run.id);
  }

  /** Somebody deleted the message: people need another one, to act on or to see how it ended. */
  async messageGone(ts: string | undefined): Promise<void> {
    this.tools.log.warn({ run: this.run.id }, 'the message of a run is gone; it is posted anew');
    await this.book.change((now) => (now.ts === ts ? withoutMessage(now) : now));
  }

  /** What came to nothing is tried again; what Slack refuses is said where people can see it. */
  later(way: Way, failure: ApiFailure): Turn {
    if (failure.kind === 'rate-limited') return waitUnlessPoked(failure.retryAfterMs);
    if (failure.kind === 'unknown-outcome') return wait(settleMs);
    this.tools.reach.lost(this.run, way, failure.error);
    return wait(refusedAgainMs);
  }

  fine(way: Way): void {
    this.tools.reach.regained(this.run, way);
  }
}

function withFarewell(message: RunMessage, farewell: string | undefined): RunMessage {
  if (farewell === undefined) return message;
  return {
    ...message,
    text: `${cut(message.text, 3_700)}\n${farewell}`,
    blocks: [...message.blocks, { type: 'context', elements: [{ type: 'mrkdwn', text: farewell }] }],
  };
}
