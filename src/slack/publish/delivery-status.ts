import type { RunId } from '../../roll/ids.js';
import type { Run } from '../../roll/run.js';
import type { ApiFailure } from '../api/failure.js';
import type { Log } from '../../lib/log.js';
import { tokenErrors } from './refusals.js';

/** People do not see what happens any more, or are not heard, because Slack refuses it. */
export type Loss =
  /** The bot is not let in at all. */
  | { readonly kind: 'token'; readonly error: string }
  /** The bot can say what it likes, and hears nobody: its app token is refused. */
  | { readonly kind: 'unheard'; readonly error: string }
  /** One run cannot be shown where it stands. */
  | { readonly kind: 'run'; readonly run: Run; readonly error: string };

/** Slack can refuse one of them and take the other. */
export type DeliveryKind = 'posts' | 'edits';

/**
 * Whether what the bot says arrives, and what people say to it. A loss is reported once, and again only after it was
 * over.
 */
export class DeliveryStatus {
  readonly #log: Log;
  /** By way, as an edit that works does not bring back the posts. */
  readonly #lost = new Map<RunId, Map<DeliveryKind, string>>();
  readonly #listeners: ((loss: Loss) => void)[] = [];
  #tokenError: string | undefined;
  #appTokenError: string | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  onLoss(listener: (loss: Loss) => void): void {
    this.#listeners.push(listener);
  }

  /** Slack has answered some call, whatever it was; undefined: it went well. */
  answered(failure: ApiFailure | undefined): void {
    if (failure === undefined) {
      if (this.#tokenError !== undefined) this.#log.info({}, 'Slack lets the bot in again');
      this.#tokenError = undefined;
      return;
    }
    if (failure.kind !== 'refused' || !tokenErrors.includes(failure.error) || this.#tokenError !== undefined) return;
    this.#tokenError = failure.error;
    this.#log.error(
      { error: failure.error },
      'Slack does not let the bot in any more: nothing can be shown or answered',
    );
    this.#tell({ kind: 'token', error: failure.error });
  }

  /** Slack has opened a connection for events, or refused to with this error. */
  connection(error: string | undefined): void {
    const before = this.#appTokenError;
    this.#appTokenError = error;
    if (error === undefined) {
      if (before !== undefined) this.#log.info({}, 'Slack accepts the app token again');
      return;
    }
    if (before !== undefined) return;
    this.#log.error({ error }, 'Slack does not accept the app token: nobody is heard');
    this.#tell({ kind: 'unheard', error });
  }

  lost(run: Run, way: DeliveryKind, error: string): void {
    // Said of the bot as a whole already: the run may have a loss of its own when the bot is let in again.
    if (tokenErrors.includes(error)) return;
    const ways = this.#lost.get(run.id);
    if (ways !== undefined) {
      ways.set(way, error);
      return;
    }
    this.#lost.set(run.id, new Map([[way, error]]));
    this.#log.error(
      { run: run.id, channel: run.channel, error },
      'a run cannot be shown in its channel; it is tried again every half minute',
    );
    this.#tell({ kind: 'run', run, error });
  }

  regained(run: Run, way: DeliveryKind): void {
    const ways = this.#lost.get(run.id);
    ways?.delete(way);
    if (ways?.size === 0 && this.#lost.delete(run.id))
      this.#log.info({ run: run.id, channel: run.channel }, 'a run can be shown in its channel again');
  }

  /** The run has been told to its end, or cannot be. */
  forget(run: RunId): void {
    this.#lost.delete(run);
  }

  /** Whether nobody sees this run now. */
  isLost(run: RunId): boolean {
    return this.#tokenError !== undefined || this.#lost.has(run);
  }

  /** Slack's error, while the bot is not let in. */
  get tokenError(): string | undefined {
    return this.#tokenError;
  }

  /** Slack's error, while the app token of Socket Mode is refused. */
  get appTokenError(): string | undefined {
    return this.#appTokenError;
  }

  /** Runs that cannot be shown, with Slack's error. */
  lostRuns(): ReadonlyMap<RunId, string> {
    return new Map(
      [...this.#lost].flatMap(([run, ways]) => [...ways.values()].slice(0, 1).map((error) => [run, error] as const)),
    );
  }

  #tell(loss: Loss): void {
    for (const listener of this.#listeners) listener(loss);
  }
}
