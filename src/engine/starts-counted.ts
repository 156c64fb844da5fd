import type { NodeAddress } from '../roll/ids.js';
import type { Run } from '../roll/run.js';
import type { ClusterRecord } from '../store/run-store.js';

/** Restarts longer ago do not matter to the meta's patience (docs/pegasus.md, "Quick restarts"). */
export const rememberedMs = 3_600_000;

interface Counted {
  /** Starts that the record does not have yet. The meta counts them all, whoever made them. */
  readonly more: ClusterRecord['restarts'];
  /** What each replica server said last of its own start; the same object when it is all known. */
  readonly starts: NonNullable<ClusterRecord['starts']>;
}

/**
 * Starts of replica servers that were not this run's doing: those that it saw happen, and those that happened between
 * the last reading of an earlier run and its own first one.
 */
export function countStarts(
  record: ClusterRecord,
  { progress: { starts = [], targets } }: Extract<Run, { progress: unknown }>,
  now: number,
): Counted {
  const known = record.starts ?? [];
  const more: { address: NodeAddress; at: number }[] = [];
  const changed = new Map<NodeAddress, string>();
  for (const { role, address, startedAt, again } of starts) {
    if (role !== 'replica') continue;
    const last = known.find((one) => one.address === address)?.startedAt;
    const isAnother = startedAt !== undefined && startedAt !== last;
    if (isAnother) changed.set(address, startedAt);
    const byThisRun = targets.some((target) => target.address === address && target.attempts > 0);
    const at = again?.at ?? (isAnother && last !== undefined && !byThisRun ? now : undefined);
    if (at === undefined || now - at >= rememberedMs) continue;
    if (!record.restarts.some((one) => one.address === address && one.at === at)) more.push({ address, at });
  }
  if (changed.size === 0) return { more, starts: known };
  const unchanged = known.filter(({ address }) => !changed.has(address));
  return { more, starts: [...unchanged, ...[...changed].map(([address, startedAt]) => ({ address, startedAt }))] };
}
