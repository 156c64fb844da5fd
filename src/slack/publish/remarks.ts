import type { LoopResult } from '../reconcile-loop.js';
import { requeue, waitUnlessWoken } from '../reconcile-loop.js';
import type { RunPresentation } from './run-presentation.js';
import { apart } from '../marks.js';

/** Things to say in the thread that no event says; best effort, gone after a crash. */
export class Remarks {
  readonly #presentation: RunPresentation;
  readonly #unsaid: string[] = [];
  readonly #known = new Set<string>();

  constructor(presentation: RunPresentation) {
    this.#presentation = presentation;
  }

  /** @returns whether it is new: the same is not said twice. */
  add(text: string): boolean {
    if (this.#known.has(text)) return false;
    this.#known.add(text);
    this.#unsaid.push(text);
    return true;
  }

  /** @returns undefined when nothing is left to be said. */
  async step(): Promise<LoopResult | undefined> {
    const { book, deps } = this.#presentation;
    const { channel, ts } = book.now();
    const text = this.#unsaid[0];
    if (text === undefined || ts === undefined) return undefined;
    const early = deps.pace.early(channel, this, false);
    if (early > 0) return waitUnlessWoken(early);
    const said = await deps.api.post({
      channel,
      threadTs: ts,
      text,
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: apart(text) } }],
    });
    if (!said.ok && said.failure.kind === 'rate-limited') return waitUnlessWoken(said.failure.retryAfterMs);
    this.#unsaid.shift();
    return requeue;
  }
}
