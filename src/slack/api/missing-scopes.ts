import type { Log } from '../../lib/log.js';
import { methods, type Method } from './methods.js';
import type { ApiFailure } from './failure.js';

/** What this Slack, or our permission, does not offer: said once in the log, however often it is met. */
export class MissingScopes {
  readonly #log: Log;
  readonly #known = new Set<Method>();

  constructor(log: Log) {
    this.#log = log;
  }

  note(method: Method, failure: ApiFailure, consequence: string): void {
    if (this.#known.has(method)) return;
    this.#known.add(method);
    const error = failure.kind === 'refused' ? failure.error : failure.kind;
    this.#log.warn({ method, error, scopes: methods[method] }, `Slack does not let us call ${method}: ${consequence}`);
  }
}
