import type { Clock } from '../lib/clock.js';
import type { RunId } from '../roll/ids.js';
import type { Run } from '../roll/run.js';
import type { Log } from '../lib/log.js';
import { whereOf } from './where-of.js';

/** A listener that threw is told again after this. */
const againMs = 5_000;

type Listener = (run: Run) => void;

/**
 * Who is told of every new state of a run. One that throws keeps neither the run nor the others from going on, and is
 * told of the newest state again: it may have been the last one for hours.
 */
export class Listeners {
  readonly #listeners = new Set<Listener>();
  readonly #untold = new Map<Listener, Map<RunId, Run>>();

  constructor(
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  add(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      this.#untold.delete(listener);
    };
  }

  tell(run: Run): void {
    for (const listener of this.#listeners) this.#try(listener, run);
  }

  #try(listener: Listener, run: Run): void {
    try {
      listener(run);
      this.#untold.get(listener)?.delete(run.id);
    } catch (error) {
      this.log.error({ ...whereOf(run), err: error }, 'whoever listens to a run failed; it is told again');
      const untold = this.#untold.get(listener) ?? new Map<RunId, Run>();
      this.#untold.set(listener, untold.set(run.id, run));
      this.clock.after(againMs, () => {
        const newest = this.#untold.get(listener)?.get(run.id);
        // Told of a newer state meanwhile, or waits for that.
        if (newest === run) this.#try(listener, newest);
      });
    }
  }
}
