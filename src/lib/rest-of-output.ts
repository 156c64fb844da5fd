import type { Clock } from './clock.js';

/**
 * What a program printed is whole when it has ended and its pipes are closed, or a short while after its end: what it
 * left behind, such as a master connection of ssh, may hold them open for hours.
 * Waits in two halves: between them whatever has come is read, also by a process that was busy for all that time.
 */
export async function restOfOutput(closed: Promise<unknown>, ms: number, clock: Clock): Promise<void> {
  const over = new AbortController();
  const patience = async (): Promise<void> => {
    await clock.sleep(ms / 2, over.signal);
    await clock.sleep(ms / 2, over.signal);
  };
  await Promise.race([closed, patience()]);
  over.abort();
}
