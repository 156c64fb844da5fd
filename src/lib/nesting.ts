/** More than anything that is kept or that a server says; few enough for functions that call themselves. */
const mostLevels = 100;

/**
 * Whether a value that JSON.parse made is nested so deeply that what walks through it, JSON.stringify too, may run out
 * of stack.
 */
export function isNestedTooDeeply(value: unknown): boolean {
  return typeof value === 'object' && value !== null && isDeeperThan(mostLevels, value);
}

function isDeeperThan(levels: number, value: object): boolean {
  if (levels === 0) return true;
  const parts: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  for (const part of parts)
    if (typeof part === 'object' && part !== null && isDeeperThan(levels - 1, part)) return true;
  return false;
}
