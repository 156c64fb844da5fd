import { hostOf, nodeAddress, type NodeAddress } from './ids.js';
import type { Look, Observation, ProcessReading } from './observation.js';
import type { Plan } from './plan.js';
import type { ClusterPolicy } from './policy.js';
import type { Run } from './run.js';

/**
 * What the leader names is asked for itself while a plan is made: people see it there and approve it. From then on a
 * run has to do with the hosts of its plan and of the configuration only. Whoever answers as the leader later names no
 * others into it.
 */
export interface Bounded {
  readonly look: Look;
  /** Not asked: they are on other hosts. */
  readonly strangers: readonly NodeAddress[];
}

/** @param allows hosts that the configuration allows besides */
export function withoutStrangers(
  look: Look,
  run: Run,
  policy: Pick<ClusterPolicy, 'metas' | 'collectors'>,
  allows: (address: NodeAddress) => boolean = () => false,
): Bounded {
  if (run.status === 'awaiting-approval' || run.status === 'approved') return { look, strangers: [] };
  const known = knownHosts(run.plan, policy);
  const strangers = look.processes.filter((address) => !known.has(hostOf(address)) && !allows(address));
  return strangers.length === 0
    ? { look, strangers }
    : { look: { ...look, processes: look.processes.filter((address) => !strangers.includes(address)) }, strangers };
}

/** A reading says of each server that was asked for what it is like: of these, that nothing is known. */
export function withStrangers(seen: Observation, strangers: readonly NodeAddress[]): Observation {
  if (strangers.length === 0) return seen;
  const unknown: ProcessReading = { kind: 'not-asked' };
  return {
    ...seen,
    processes: { ...seen.processes, ...Object.fromEntries(strangers.map((address) => [address, unknown])) },
  };
}

/** Whether a run may have to do with a server that the leader names. */
export function belongsTo(
  run: Run,
  policy: Pick<ClusterPolicy, 'metas' | 'collectors'>,
  allows: (address: NodeAddress) => boolean = () => false,
): (address: string) => boolean {
  const known = knownHosts(run.plan, policy);
  return (address) => known.has(hostOf(address)) || allows(nodeAddress(address));
}

const knownHosts = (
  { targets, skipped }: Plan,
  { metas, collectors }: Pick<ClusterPolicy, 'metas' | 'collectors'>,
): ReadonlySet<string> =>
  new Set([...[...targets, ...skipped].map(({ address }) => address), ...metas, ...collectors].map(hostOf));
