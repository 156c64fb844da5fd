import { Worker } from 'node:worker_threads';
import type { History } from './history.js';

/** A history without its lines: those are had by living it again. */
export type Told = Omit<History, 'lines'>;

/** What is violated by a seed that decides less than everything; it takes two lives to see. */
export const sameHistory = 'the same seed gives the same history';

export interface Asked {
  readonly seed: number;
  readonly twice: boolean;
}

/**
 * Lives seeds `first` to `first + count - 1`, `jobs` at a time, and tells of each as it ends; `tell` answers whether to
 * go on.
 */
export async function liveAll(
  { first, count, jobs, twice }: { first: number; count: number; jobs: number; twice: boolean },
  tell: (told: Told) => boolean,
): Promise<void> {
  let next = first;
  let goOn = true;
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('worker.js', import.meta.url), {
        resourceLimits: { maxYoungGenerationSizeMb: 128 },
      });
      const ask = (): void => {
        if (!goOn || next >= first + count) {
          void worker.terminate();
          return;
        }
        const asked: Asked = { seed: next, twice };
        next += 1;
        worker.postMessage(asked);
      };
      worker.on('message', (told: Told) => {
        goOn = tell(told) && goOn;
        ask();
      });
      worker.on('error', reject);
      worker.on('exit', () => {
        resolve();
      });
      ask();
    });
  await Promise.all(Array.from({ length: jobs }, work));
}
