import type { Role } from './ids.js';
import type { Drain } from './options.js';
import type { Timing } from './policy.js';

/** In milliseconds, after docs/pegasus.md, "Timings": what a process and its replicas need besides the meta's ticks. */
const closeMs = 10_000;
const restartMs = 10_000;
const replicasBackPerTick = 100;

/** How long a replica server will take, so that people know when to come back. A guess, and said to be one. */
export function estimateReplicaServer(way: 'simple' | Drain, replicas: number, timing: Timing): number {
  const heal = Math.max(1, Math.ceil(replicas / replicasBackPerTick)) * timing.metaTick;
  // Two ticks on average half waited for: one moves the primaries, one downgrades the secondaries; the fast drain does
  // both at one.
  const ticks = { documented: 2, fast: 1 } as const;
  return way === 'simple' ? restartMs + heal : ticks[way] * timing.metaTick + closeMs + restartMs + heal;
}

/** The leader counts at a tick, moves a part at each of a few, and has to stay quiet for some more. */
const rebalanceTicks = 8;

export const estimateRebalance = ({ metaTick }: Timing): number => rebalanceTicks * metaTick;

export function estimateTotal(
  targets: readonly { readonly role: Role; readonly primaries?: number; readonly secondaries?: number }[],
  way: 'simple' | Drain,
  soakMs: number,
  timing: Timing,
): number {
  return targets.reduce((sum, { role, primaries = 0, secondaries = 0 }) => {
    if (role === 'replica') return sum + estimateReplicaServer(way, primaries + secondaries, timing) + soakMs;
    return sum + (role === 'meta' ? timing.metaInterval + restartMs : restartMs);
  }, 0);
}
