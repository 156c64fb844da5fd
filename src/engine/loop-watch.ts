import type { Clock } from '../lib/clock.js';
import type { ClusterName, RunId } from '../roll/ids.js';
import type { Log } from '../lib/log.js';

const everyMs = 30_000;
/** A run that is so much later than it should be has come to stand. */
const graceMs = 60_000;

/** How the loop of a run goes on. */
export interface LoopState {
  readonly run: RunId;
  readonly cluster: ClusterName;
  /** When it decided last. */
  readonly decidedAt: number;
  /** By when it is to decide again; absent: it waits for people only. */
  readonly dueAt?: number;
  /** Inputs that wait to be decided on, the one at hand included. */
  readonly queued?: number;
}

interface Loop {
  readonly loop: LoopState;
  wake(): void;
}

/** Whether a run that should move does not. */
export const standsStill = ({ dueAt }: LoopState, now: number): boolean => dueAt !== undefined && now - dueAt > graceMs;

/** Says when a run that should move does not, and begins its loop anew; until the signal aborts. */
export async function watchLoops(
  loops: () => Iterable<Loop>,
  clock: Clock,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  /** Found standing at the last look: a machine that slept has had no time to go on. */
  let before = new Set<RunId>();
  for (;;) {
    await clock.sleep(everyMs, signal);
    if (signal.aborted) return;
    const still = new Set<RunId>();
    for (const each of loops()) {
      const { loop } = each;
      if (!standsStill(loop, clock.now())) continue;
      still.add(loop.run);
      if (!before.has(loop.run)) continue;
      log.error({ ...loop }, 'a run that should move has decided nothing for too long: its loop is begun anew');
      each.wake();
    }
    before = still;
  }
}
