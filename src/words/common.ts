import { stableAfterMs, unstableStarts } from '../roll/gates/restart-budget.js';

/** What is the same in every language. */

export const person = (user: string): string => `<@${user}>`;

/** To the minute: nobody plans by seconds. */
export const minuteUtc = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
export const secondUtc = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** From so many starts in a row on the meta ignores a server until it has run for so long. */
export const quickStarts: number = unstableStarts;
export const stableMinutes = stableAfterMs / 60_000;

/** A value of a configuration: it can be empty, and have spaces. Shown like somebody's words. */
export const quoted = (value: string): string => `“${value}”`;

/** Which servers have the same reason, in the order in which the reasons come first. */
export function byReason(
  nodes: readonly string[],
  reasons: readonly string[],
): readonly (readonly [reason: string, nodes: readonly string[]])[] {
  const grouped = new Map<string, string[]>();
  for (const [nth, node] of nodes.entries())
    grouped.set(reasons[nth] ?? '', [...(grouped.get(reasons[nth] ?? '') ?? []), node]);
  return [...grouped];
}

/** Of how many reasons the servers are named. */
export const shownReasons = 3;

/** Puts back by hand what was lowered on metas, an address each. */
export const putsMinLiveBack = (metas: readonly string[], was: readonly number[]): readonly string[] =>
  metas.map((meta, place) => `GET http://${meta}/updateConfig?min_live_node_count_for_unfreeze=${was[place] ?? 0}`);
