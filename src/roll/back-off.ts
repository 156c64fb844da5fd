import type { Correcting } from './progress.js';

/** A setting that does not take is tried at most this seldom, */
const longestWaitMs = 60_000;
/** but for the one without which the meta repairs nothing. */
const longestReleaseWaitMs = 10_000;

/**
 * How long to wait after so many tries that came to nothing: twice as long each time.
 * @param firstMs after the first @param releases whether the meta may repair nothing until it takes
 */
export function backOff(tries: number, firstMs: number, releases: boolean): number {
  const longest = Math.max(firstMs, releases ? longestReleaseWaitMs : longestWaitMs);
  return Math.min(longest, firstMs * 2 ** Math.min(tries - 1, 16));
}

/** When the setting that does not take is tried again. */
export function triedAgainAt({ at, tries = 1, releasing = false }: Correcting, pollInterval: number): number {
  return at + backOff(tries, pollInterval, releasing);
}
