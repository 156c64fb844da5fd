import type { Gpid, NodeAddress } from '../ids.js';
import { aliveNodes, allPartitions, members, min2pc } from '../members.js';
import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

/**
 * Without any one of these servers every partition keeps enough live copies to take writes. One pass, however many they
 * are.
 */
export function nodesRemovable({ seen, policy, options }: GateInput, servers: readonly NodeAddress[]): GateVerdict {
  const alive = aliveNodes(seen);
  const asked = new Set(servers);
  const nodes = new Set<NodeAddress>();
  const gpids: Gpid[] = [];
  for (const { table, partition } of allPartitions(seen)) {
    if (options.allowLowReplication.includes(table.name)) continue;
    const least = min2pc(table.replicaCount, policy.mutation2pcMinReplicaCount);
    const all = members(partition);
    const live = all.filter((address) => alive.has(address)).length;
    const needed = all.filter((address) => asked.has(address) && live - (alive.has(address) ? 1 : 0) < least);
    if (needed.length > 0) gpids.push(partition.gpid);
    for (const address of needed) nodes.add(address);
  }
  if (gpids.length === 0) return pass('node-removable');
  return block(
    'node-removable',
    { code: 'servers-needed', servers: [...nodes], partitions: gpids.length },
    { nodes: [...nodes], gpids },
  );
}
