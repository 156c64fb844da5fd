import type { Clock } from '../../lib/clock.js';

/** Slack promises to take 50 edits a minute, of all messages together (tier 3). */
const aMinute = 50;
/** Of these, what only shows progress leaves the rest to what people did. */
const forProgress = 30;
const minuteMs = 60_000;

/** The edits of all runs together. An urgent one is never held back here: if Slack minds, it says so itself. */
export class EditBudget {
  readonly #clock: Clock;
  #spent: number[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds until there is an edit to spend. */
  early(urgent: boolean): number {
    if (urgent) return 0;
    const now = this.#clock.now();
    this.#spent = this.#spent.filter((at) => at > now - minuteMs);
    const freeing = this.#spent.at(-forProgress);
    return freeing === undefined ? 0 : freeing + minuteMs - now;
  }

  spend(): void {
    this.#spent.push(this.#clock.now());
    if (this.#spent.length > 4 * aMinute) this.#spent.splice(0, 2 * aMinute);
  }

  /** The last one was not taken. */
  giveBack(): void {
    this.#spent.pop();
  }
}
