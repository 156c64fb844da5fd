import type { Clock } from '../lib/clock.js';
import { ok, type Result } from '../lib/result.js';
import type { ApiFailure } from './api/failure.js';

/** How long a list of members that Slack told is taken for true. */
export const refreshMs = 5 * 60_000;
/** Somebody who is not in it may have just been added: a list that is older is read again before they are refused. */
const missMs = 15_000;

/** Reads a list of user ids. @param freshMs an answer that is older does not do */
type Read = (freshMs: number) => Promise<Result<readonly string[], ApiFailure>>;

/** @returns whether the list names this person; a failure when Slack does not say so now. */
export async function isAmong(user: string, read: Read): Promise<Result<boolean, ApiFailure>> {
  const known = await read(refreshMs);
  if (!known.ok || known.value.includes(user)) return known.ok ? ok(true) : known;
  const now = await read(missMs);
  return now.ok ? ok(now.value.includes(user)) : now;
}

/** Keeps these lists read, until the signal aborts, so that an answer does not wait for Slack. */
export async function keepRead(clock: Clock, signal: AbortSignal, names: () => readonly string[], read: (name: string) => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    for (const name of new Set(names())) await read(name);
    await clock.sleep(refreshMs, signal);
  }
}
