import type { Result } from '../../lib/result.js';
import type { CallFailure } from './call-failure.js';
import type { Deadline } from './deadline.js';
import { httpGet, type HttpAnswer, type HttpPath } from './http-get.js';

/** Longer than anything watches one server; shorter than the time until it could be back with its HTTP switched off. */
const validMs = 600_000;

/**
 * Asks over HTTP and remembers who answered, whatever they said: a process that did has HTTP, and one lost answer does
 * not say otherwise.
 */
export class HttpSpeakers {
  readonly #answeredAt = new Map<string, number>();

  async get(address: string, path: HttpPath, deadline: Deadline): Promise<Result<HttpAnswer, CallFailure>> {
    const answer = await httpGet(address, path, deadline);
    if (answer.ok) this.#answeredAt.set(address, deadline.clock.now());
    return answer;
  }

  /** Whether it answered of late. */
  includes(address: string, now: number): boolean {
    const at = this.#answeredAt.get(address);
    return at !== undefined && now - at < validMs;
  }
}
