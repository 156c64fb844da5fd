import type { Clock } from '../lib/clock.js';
import { ok, type Result } from '../lib/result.js';
import type { ApiFailure } from './api/failure.js';

/** How long a list of members that Slack told is taken for true. */
export const refreshMs = 5 * 60_000;
/** Somebody who is not in it may have just been added: a list that is older is read again before they are refused. */
const missMs = 15_000;

/** Reads a list of user ids. @param freshMs an answer that is older does not do */
type Read = (freshMs: number) => Promise<Result<readonly string[], ApiFailure>>;

/**
 * @param ids one person may have several. @param freshMs an older list does not do. @returns whether the list names
 * this person; a failure when Slack does not say so now.
 */
export async function isAmong(
  ids: readonly string[],
  read: Read,
  freshMs = refreshMs,
): Promise<Result<boolean, ApiFailure>> {
  const isThere = (list: readonly string[]): boolean => ids.some((id) => list.includes(id));
  const known = await read(freshMs);
  if (!known.ok || isThere(known.value)) return known.ok ? ok(true) : known;
  if (freshMs <= missMs) return ok(false);
  const now = await read(missMs);
  return now.ok ? ok(isThere(now.value)) : now;
}

/** Keeps these lists read, until the signal aborts, so that an answer does not wait for Slack. */
export async function keepRead(
  clock: Clock,
  signal: AbortSignal,
  names: () => readonly string[],
  read: (name: string) => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    for (const name of new Set(names())) await read(name);
    await clock.sleep(refreshMs, signal);
  }
}
