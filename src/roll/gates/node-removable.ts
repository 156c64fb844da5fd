import type { NodeAddress } from '../ids.js';
import { aliveNodes, gpidsOf, liveMembers, min2pc, partitionsOf } from '../members.js';
import type { GateScene } from './gate-scene.js';
import { block, pass, type GateVerdict } from './verdict.js';

/** Without this server every partition keeps enough live copies to take writes. */
export function nodeRemovable({ seen, policy, options }: GateScene, node: NodeAddress): GateVerdict {
  const alive = aliveNodes(seen);
  const stuck = partitionsOf(seen, node).filter(({ table, partition }) => {
    if (options.allowLowReplication.includes(table.name)) return false;
    const others = liveMembers(partition, alive).filter((address) => address !== node);
    return others.length < min2pc(table.replicaCount, policy.mutation2pcMinReplicaCount);
  });
  if (stuck.length === 0) return pass('node-removable');
  return block('node-removable', `without ${node} ${stuck.length} ${stuck.length === 1 ? 'partition' : 'partitions'} could not take writes`, { nodes: [node], gpids: gpidsOf(stuck) });
}
