import { isFull } from '../lib/thrown.js';
import type { Input, Next } from '../roll/decision.js';
import type { IntentAnswer } from '../roll/intent.js';
import type { Observation } from '../roll/observation.js';
import type { Run } from '../roll/run.js';
import { auditOf } from './audit.js';
import type { ClusterRecords } from './cluster-records.js';
import type { EngineDeps } from './deps.js';
import { changedMaterially } from './material-change.js';
import { whereOf } from './where-of.js';
import { whyUnsaved, type UnsavedBook } from './unsaved.js';

/** A run is written at least this often, so that after a crash it is known how long the bot was away. */
const heartbeatMs = 60_000;
/** A save that failed is tried again after this. */
export const saveRetryMs = 1_000;
/** People are told when saves have failed for this long, */
const tellAfterMs = 2_000;
/** and what is kept for a full disk is given back. */
const giveBackAfterMs = 8_000;

interface Decided {
  readonly before: Run;
  readonly input: Input;
  readonly run: Run;
  readonly next: Next;
  readonly answer: IntentAnswer | undefined;
}

/** Writes the decisions of one run, and knows since when that fails. */
export class RunSaver {
  #savedAt: number;
  #failing: { readonly since: number; readonly why: string } | undefined;
  /** What the cluster was like when it was read last. */
  seen: Observation | undefined;

  constructor(
    run: Run,
    private readonly clusterRecords: ClusterRecords,
    private readonly deps: Pick<EngineDeps, 'store' | 'clock' | 'log'>,
    private readonly book: UnsavedBook,
  ) {
    this.#savedAt = run.updatedAt;
  }

  /** Since when nothing could be saved, and why; undefined when the last save was taken. */
  get failing(): { readonly since: number; readonly why: string } | undefined {
    return this.#failing;
  }

  /** @throws when it could not be written: then the decision does not count. */
  async save({ before, input, run, next, answer }: Decided): Promise<void> {
    const now = this.deps.clock.now();
    const audit = auditOf(before, input, run, next, answer, now);
    const isDue = changedMaterially(before, run) || now - this.#savedAt >= heartbeatMs;
    await this.clusterRecords.commit(run, next, now, {
      ...(isDue ? { run: { ...run, updatedAt: now } } : {}),
      audit,
    });
    if (isDue) this.#savedAt = now;
    if (isDue || audit.length > 0) this.#worked(run);
  }

  /** A save was refused. Makes room where there is some to be made. */
  async failed(run: Run, error: unknown): Promise<void> {
    const { clock, log, store } = this.deps;
    const now = clock.now();
    const why = whyUnsaved(error);
    if (this.#failing === undefined)
      log.error({ ...whereOf(run), err: error }, 'a decision could not be saved: it is not acted on, and tried again');
    this.#failing = { since: this.#failing?.since ?? now, why };
    const lastedMs = now - this.#failing.since;
    if (lastedMs >= tellAfterMs) this.#tell(run);
    if (lastedMs >= giveBackAfterMs && isFull(error)) await store.reserve.giveBack();
  }

  #worked(run: Run): void {
    if (this.#failing === undefined) return;
    this.deps.log.warn({ ...whereOf(run), ...this.#failing }, 'a run could not be saved, and is saved again');
    this.#failing = undefined;
    this.book.note(run.id, undefined);
  }

  #tell(run: Run): void {
    if (this.#failing === undefined) return;
    const settings =
      this.seen === undefined ? {} : { settings: { ...this.seen.settings, level: this.seen.storedLevel } };
    this.book.note(run.id, { ...this.#failing, ...settings });
  }
}
