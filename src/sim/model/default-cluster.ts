import type { SimulatedClusterOptions } from './simulated-cluster.js';

type Needed = Pick<SimulatedClusterOptions, 'clock' | 'seed' | 'generation'>;

/**
 * The cluster that FIELD-NOTES saw: three metas, replica servers on ports 34801…, three tables with three
 * replicas, one collector; addresses up to 2.5, names on newer servers.
 */
export function fieldCluster(needed: Needed, replicaServers = 5): Needed & Pick<SimulatedClusterOptions, 'clusterName' | 'metas' | 'replicaServers' | 'collectors' | 'tables'> {
  const host = needed.generation === '2.5' ? '127.0.0.1' : 'localhost';
  const ports = (first: number, count: number): readonly string[] => Array.from({ length: count }, (_, nth) => `${host}:${first + nth}`);
  return {
    ...needed,
    clusterName: 'cluster-x',
    metas: ports(34_601, 3),
    replicaServers: ports(34_801, replicaServers),
    collectors: ports(34_101, 1),
    tables: [
      { name: 'temp', partitions: 8, replicas: 3 },
      { name: 'usertable', partitions: 16, replicas: 3 },
      { name: 'events', partitions: 64, replicas: 3 },
    ],
  };
}
