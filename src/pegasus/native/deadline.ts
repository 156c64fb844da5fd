import type { Clock } from '../../lib/clock.js';
import type { CallFailure } from './call-failure.js';

/**
 * One operation of the port: everything it asks ends with it, at its deadline or when its caller cancels.
 * Thousands of requests share its one timer and its one listener.
 */
export class Deadline {
  readonly #listeners = new Set<(failure: CallFailure) => void>();
  readonly #cancelDeadline: () => void;
  #over: CallFailure | undefined;

  constructor(
    private readonly signal: AbortSignal,
    readonly clock: Clock,
    deadlineMs: number,
  ) {
    this.#cancelDeadline = clock.after(deadlineMs, () => {
      this.#finish({
        kind: 'timeout',
        error: 'ERR_TIMEOUT',
        why: `everything together was not done within ${deadlineMs / 1000} seconds`,
      });
    });
    if (signal.aborted) this.#cancelled();
    else signal.addEventListener('abort', this.#cancelled, { once: true });
  }

  /** Why nothing more is asked; undefined while it goes on. */
  get over(): CallFailure | undefined {
    return this.#over;
  }

  /** Calls back when it is over before its work is done; the answer takes that back. */
  onOver(listener: (failure: CallFailure) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Waits, or less when it is over before. */
  async pause(ms: number): Promise<void> {
    const woken = new AbortController();
    const forget = this.onOver(() => {
      woken.abort();
    });
    if (this.#over === undefined) await this.clock.sleep(ms, woken.signal);
    forget();
  }

  /** To be called in any case: what is still asked is given up. */
  end(): void {
    this.#finish({ kind: 'cancelled', error: 'ERR_CANCELLED', why: 'its answer is not needed any more' });
  }

  readonly #cancelled = (): void => {
    this.#finish({ kind: 'cancelled', error: 'ERR_CANCELLED', why: 'it was cancelled' });
  };

  #finish(failure: CallFailure): void {
    if (this.#over !== undefined) return;
    this.#over = failure;
    this.#cancelDeadline();
    this.signal.removeEventListener('abort', this.#cancelled);
    for (const listener of [...this.#listeners]) listener(failure);
    this.#listeners.clear();
  }
}
