import type { RunId } from '../../roll/ids.js';
import type { Run } from '../../roll/run.js';
import type { ApiFailure } from '../api/failure.js';
import type { SlackLog } from '../log.js';
import { tokenErrors } from './refusals.js';

/** People do not see what happens any more, because Slack refuses it. */
export type Loss =
  /** The bot is not let in at all. */
  | { readonly kind: 'token'; readonly error: string }
  /** One run cannot be shown where it stands. */
  | { readonly kind: 'run'; readonly run: Run; readonly error: string };

/** Whether what the bot says arrives. A loss is reported once, and again only after it was over. */
export class Reach {
  readonly #log: SlackLog;
  readonly #lost = new Map<RunId, string>();
  readonly #listeners: ((loss: Loss) => void)[] = [];
  #tokenError: string | undefined;

  constructor(log: SlackLog) {
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
    this.#log.error({ error: failure.error }, 'Slack does not let the bot in any more: nothing can be shown or answered');
    this.#tell({ kind: 'token', error: failure.error });
  }

  lost(run: Run, error: string): void {
    const known = this.#lost.has(run.id);
    this.#lost.set(run.id, error);
    if (known || tokenErrors.includes(error)) return;
    this.#log.error({ run: run.id, channel: run.channel, error }, 'a run cannot be shown in its channel; it is tried again every half minute');
    this.#tell({ kind: 'run', run, error });
  }

  regained(run: Run): void {
    if (this.#lost.delete(run.id)) this.#log.info({ run: run.id, channel: run.channel }, 'a run can be shown in its channel again');
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

  /** Runs that cannot be shown, with Slack's error. */
  lostRuns(): ReadonlyMap<RunId, string> {
    return this.#lost;
  }

  #tell(loss: Loss): void {
    for (const listener of this.#listeners) listener(loss);
  }
}
