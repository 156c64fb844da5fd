import { UntrustedFileError } from '../lib/file-trust.js';
import { codeOf, isFull } from '../lib/thrown.js';
import type { RunId } from '../roll/ids.js';
import { CommitInDoubt, LeaseEnded } from '../store/lease.js';
import type { Log } from '../lib/log.js';
import type { Unsaved, UnsavedRuns } from './run-service.js';

/** Which runs cannot be saved now. This is kept in memory alone: it has to work without a disk. */
export class UnsavedBook implements UnsavedRuns {
  readonly #runs = new Map<RunId, Unsaved>();
  readonly #listeners = new Set<(run: RunId) => void>();

  constructor(private readonly log: Log) {}

  of(run: RunId): Unsaved | undefined {
    return this.#runs.get(run);
  }

  all(): ReadonlyMap<RunId, Unsaved> {
    return this.#runs;
  }

  subscribe(listener: (run: RunId) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  note(run: RunId, unsaved: Unsaved | undefined): void {
    if (JSON.stringify(this.#runs.get(run)) === JSON.stringify(unsaved)) return;
    if (unsaved === undefined) this.#runs.delete(run);
    else this.#runs.set(run, unsaved);
    for (const listener of this.#listeners) {
      try {
        listener(run);
      } catch (error) {
        this.log.error({ run, err: error }, 'whoever tells that a run cannot be saved failed');
      }
    }
  }
}

/** Why a save failed, as a clause for people; the log names the file. */
export function whyUnsaved(error: unknown): string {
  if (isFull(error)) return 'the disk of the bot is full';
  const code = codeOf(error);
  if (code === 'EROFS') return 'the disk of the bot is read-only';
  return `the disk of the bot refuses writes${code === undefined ? '' : ` (${code})`}`;
}

/**
 * Whether a save failed for the disk's sake: the same may be saved a moment later. Anything else is a fault of the
 * program.
 */
export const isOfDisk = (error: unknown): boolean =>
  error instanceof LeaseEnded ||
  error instanceof CommitInDoubt ||
  error instanceof UntrustedFileError ||
  codeOf(error) !== undefined;
