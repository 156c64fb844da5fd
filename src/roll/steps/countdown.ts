import type { Countdown } from '../progress.js';

/** Notes whether a number that should fall has fallen. */
export function countDown(before: Countdown | undefined, left: number, now: number): Countdown {
  if (before === undefined) return { since: now, left, movedAt: now };
  return left < before.left ? { ...before, left, movedAt: now } : before;
}

export const hasStalled = ({ movedAt }: Countdown, now: number, stallMs: number): boolean => now - movedAt >= stallMs;
