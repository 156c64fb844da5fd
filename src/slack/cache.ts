import type { Clock } from '../lib/clock.js';
import { ok, type Result } from '../lib/result.js';
import type { ApiFailure } from './api/failure.js';

/**
 * Keeps what Slack answered for a while; a failure is never kept, and a question that is under way is not asked twice.
 */
export class Cache<Value> {
  readonly #clock: Clock;
  readonly #keepMs: number;
  readonly #kept = new Map<string, { readonly value: Value; readonly at: number }>();
  readonly #asked = new Map<string, Promise<Result<Value, ApiFailure>>>();

  constructor(clock: Clock, keepMs: number) {
    this.#clock = clock;
    this.#keepMs = keepMs;
  }

  /** @param freshMs an answer that is older is asked for again, although it would be kept */
  get(
    key: string,
    ask: () => Promise<Result<Value, ApiFailure>>,
    freshMs = this.#keepMs,
  ): Promise<Result<Value, ApiFailure>> {
    const kept = this.#kept.get(key);
    const age = kept === undefined ? undefined : this.#clock.now() - kept.at;
    // From before the clock was set back: nobody knows how old it is, and somebody may have left since.
    if (kept !== undefined && age !== undefined && age >= 0 && age < Math.min(freshMs, this.#keepMs))
      return Promise.resolve(ok(kept.value));
    const asked = this.#asked.get(key) ?? this.#ask(key, ask);
    this.#asked.set(key, asked);
    return asked;
  }

  async #ask(key: string, ask: () => Promise<Result<Value, ApiFailure>>): Promise<Result<Value, ApiFailure>> {
    try {
      const at = this.#clock.now();
      const answer = await ask();
      if (answer.ok) this.#kept.set(key, { value: answer.value, at });
      return answer;
    } finally {
      this.#asked.delete(key);
    }
  }
}
