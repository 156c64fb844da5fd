import type { NodeAddress } from './ids.js';
import type { Run } from './run.js';

/** Restarts longer ago do not matter to the meta's patience (docs/pegasus.md, "Quick restarts"). */
export const rememberedMs = 3_600_000;

/** What is kept of a cluster's starts between runs; times in milliseconds since the epoch. */
interface KeptStarts {
  readonly restarts: readonly { readonly address: NodeAddress; readonly at: number }[];
  readonly starts?: readonly { readonly address: NodeAddress; readonly startedAt: string }[];
}

/**
 * Starts of replica servers that were not this run's doing: those that it saw happen, and those that happened between
 * the last reading of an earlier run and its own first one. The meta counts them all, whoever made them.
 * @returns `restarts` to be added, and `starts` in place of those that are kept; undefined: there is nothing new
 */
export function countStarts(
  kept: KeptStarts,
  { progress: { starts = [], targets } }: Extract<Run, { progress: unknown }>,
  now: number,
): Required<KeptStarts> | undefined {
  const more: { address: NodeAddress; at: number }[] = [];
  const latest = new Map((kept.starts ?? []).map(({ address, startedAt }) => [address, startedAt]));
  let isNew = false;
  for (const { role, address, startedAt, unexpected } of starts) {
    if (role !== 'replica') continue;
    const last = latest.get(address);
    const isAnother = startedAt !== undefined && startedAt !== last;
    if (isAnother) latest.set(address, startedAt);
    isNew ||= isAnother;
    const byThisRun = targets.some((target) => target.address === address && target.attempts > 0);
    const at = unexpected?.at ?? (isAnother && last !== undefined && !byThisRun ? now : undefined);
    if (at === undefined || now - at >= rememberedMs) continue;
    if (!kept.restarts.some((one) => one.address === address && one.at === at)) more.push({ address, at });
  }
  if (!isNew && more.length === 0) return undefined;
  return { restarts: more, starts: [...latest].map(([address, startedAt]) => ({ address, startedAt })) };
}
