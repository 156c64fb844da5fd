import type { Turn } from '../pump.js';
import { again, waitUnlessPoked } from '../pump.js';
import type { Telling } from './telling.js';

/** Things to say in the thread that no event says; best effort, gone after a crash. */
export class Remarks {
  readonly #telling: Telling;
  readonly #unsaid: string[] = [];
  readonly #known = new Set<string>();

  constructor(telling: Telling) {
    this.#telling = telling;
  }

  /** @returns whether it is new: the same is not said twice. */
  add(text: string): boolean {
    if (this.#known.has(text)) return false;
    this.#known.add(text);
    this.#unsaid.push(text);
    return true;
  }

  /** @returns undefined when nothing is left to be said. */
  async step(): Promise<Turn | undefined> {
    const { book, tools } = this.#telling;
    const { channel, ts } = book.now();
    const text = this.#unsaid[0];
    if (text === undefined || ts === undefined) return undefined;
    const early = tools.pace.early(channel, this, false);
    if (early > 0) return waitUnlessPoked(early);
    const said = await tools.api.post({
      channel,
      threadTs: ts,
      text,
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }],
    });
    if (!said.ok && said.failure.kind === 'rate-limited') return waitUnlessPoked(said.failure.retryAfterMs);
    this.#unsaid.shift();
    return again;
  }
}
