import { currentTarget, type ActiveRun } from './active.js';
import type { NodeAddress } from './ids.js';
import type { Observation } from './observation.js';

/** Replica servers that are not ALIVE, but for the server at hand while it is away: that one may be down. */
export function deadServers(run: ActiveRun, { nodes }: Observation): readonly NodeAddress[] {
  const target = currentTarget(run);
  return nodes
    .filter(({ address, status }) => status !== 'alive' && !(address === target?.address && target.processDown))
    .map(({ address }) => address);
}
