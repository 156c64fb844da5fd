/** So many writes without an answer are remembered of a key: each of them may still turn out to have been done. */
const mostUnanswered = 8;

/** What one key of the probe must hold, by what its only writer was told. */
export class KeyState {
  /** The last write that was acknowledged; undefined: none was so far. */
  #acknowledged: string | undefined;
  readonly #unanswered: string[] = [];
  #isUnread = false;

  /** Whether there is an acknowledged write that nobody has looked for yet. */
  get isUnread(): boolean {
    return this.#isUnread;
  }

  wrote(value: string, isAcknowledged: boolean): void {
    if (isAcknowledged) {
      this.#acknowledged = value;
      this.#isUnread = true;
      return;
    }
    this.#unanswered.push(value);
    if (this.#unanswered.length > mostUnanswered) this.#unanswered.shift();
  }

  /** Whether the value may be there: what was acknowledged last, or one that got no answer. */
  allows(value: string | undefined): boolean {
    return this.#acknowledged === undefined || value === this.#acknowledged || this.#unanswered.includes(value ?? '');
  }

  /** It was looked for. What is there now is what has to be there from now on. */
  read(value: string | undefined): void {
    this.#acknowledged = value;
    this.#isUnread = false;
  }
}
