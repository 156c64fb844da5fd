import type { SimulatedClusterOptions } from './simulated-cluster.js';

type Needed = Pick<SimulatedClusterOptions, 'clock' | 'seed' | 'generation'>;

/** The ports its servers are named after. */
export interface ClusterPorts {
  readonly metas: readonly number[];
  readonly replicaServers: readonly number[];
  readonly collectors: readonly number[];
}

const from = (first: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, nth) => first + nth);

/** The ports that Pegasus itself has. */
export const usualPorts = (replicaServers: number): ClusterPorts => ({
  metas: from(34_601, 3),
  replicaServers: from(34_801, replicaServers),
  collectors: from(34_101, 1),
});

/**
 * As the real clusters that were watched: three metas, replica servers on ports 34801…, three tables with three
 * replicas, one collector; addresses up to 2.5, names on newer servers. Other ports, when it shall be reached on them.
 */
export function fieldCluster(
  needed: Needed,
  replicaServers = 5,
  ports: ClusterPorts = usualPorts(replicaServers),
): Needed & Pick<SimulatedClusterOptions, 'clusterName' | 'metas' | 'replicaServers' | 'collectors' | 'tables'> {
  const host = needed.generation === '2.5' ? '127.0.0.1' : 'localhost';
  const named = (given: readonly number[]): readonly string[] => given.map((port) => `${host}:${port}`);
  return {
    ...needed,
    clusterName: 'cluster-x',
    metas: named(ports.metas),
    replicaServers: named(ports.replicaServers),
    collectors: named(ports.collectors),
    tables: [
      { name: 'temp', partitions: 8, replicas: 3 },
      { name: 'usertable', partitions: 16, replicas: 3 },
      { name: 'events', partitions: 64, replicas: 3 },
    ],
  };
}
