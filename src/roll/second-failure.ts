import type { ActiveRun } from './active.js';
import { currentTarget } from './active.js';
import type { Gpid, NodeAddress } from './ids.js';
import { aliveNodes, allPartitions, liveMembers, min2pc } from './members.js';
import type { Observation } from './observation.js';
import type { ClusterPolicy } from './policy.js';

interface SecondFailure {
  readonly what: string;
  readonly nodes: readonly NodeAddress[];
  readonly gpids: readonly Gpid[];
}

/**
 * While copies are off the server at hand: another server has died, or some partition is too low to take writes.
 * Looked for at every reading, because the hold on add_secondary keeps the meta from repairing it.
 */
export function secondFailure(run: ActiveRun, seen: Observation, policy: ClusterPolicy): SecondFailure | undefined {
  const target = currentTarget(run);
  if (target?.role !== 'replica' || (target.taken.length === 0 && !target.away)) return undefined;
  const alive = aliveNodes(seen);
  // Away, it may be down; before that it has no business being.
  const dead = seen.nodes.filter(({ address, status }) => status !== 'alive' && !(address === target.address && target.away)).map(({ address }) => address);
  const low = allPartitions(seen).filter(({ table, partition }) => {
    if (run.options.allowLowReplication.includes(table.name)) return false;
    return liveMembers(partition, alive).length < min2pc(table.replicaCount, policy.mutation2pcMinReplicaCount);
  });
  if (dead.length === 0 && low.length === 0) return undefined;
  const parts = [
    ...(dead.length > 0 ? [`${dead.join(', ')} ${dead.length === 1 ? 'is' : 'are'} not ALIVE`] : []),
    ...(low.length > 0 ? [`${low.length} ${low.length === 1 ? 'partition has' : 'partitions have'} too few copies to take writes`] : []),
  ];
  return { what: `${parts.join('; ')} while ${target.address} is ${target.away ? 'away' : 'drained'}`, nodes: dead, gpids: low.map(({ partition }) => partition.gpid) };
}
