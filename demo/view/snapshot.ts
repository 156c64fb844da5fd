import type { SimulatedCluster } from '../cluster/model/simulated-cluster.js';
import type { ProcessTruth } from '../cluster/model/truth.js';
import {
  partitionStates,
  type Cell,
  type MetaView,
  type ServerView,
  type LeaderSettings,
  type Table,
} from '../page/cluster-protocol.js';
import type { WatchedPartition } from './partition-watch.js';

/** How the servers are at a moment. */
export interface Snapshot {
  readonly servers: readonly ServerView[];
  readonly metas: readonly MetaView[];
  readonly settings: LeaderSettings | null;
}

export function takeSnapshot(cluster: SimulatedCluster, partitions: Iterable<WatchedPartition>): Snapshot {
  const truth = cluster.truth();
  const held = new Map<string, { primaries: number; secondaries: number }>();
  const of = (address: string): { primaries: number; secondaries: number } => {
    const known = held.get(address) ?? { primaries: 0, secondaries: 0 };
    held.set(address, known);
    return known;
  };
  for (const { primary, secondaries } of partitions) {
    if (primary !== undefined) of(primary).primaries += 1;
    for (const address of secondaries) of(address).secondaries += 1;
  }
  const { leader } = truth;
  const processes = truth.processes();
  return {
    servers: processes.filter(({ role }) => role === 'replica').map((process) => server(process, of(process.address))),
    metas: processes
      .filter(({ role }) => role === 'meta')
      .map(({ address, state, version, startedAt }) => ({
        address,
        state,
        leads: leader?.meta === address,
        version,
        startedAt,
      })),
    settings:
      leader === undefined
        ? null
        : {
            level: leader.effectiveLevel,
            assignDelayMs: leader.assignDelayMs,
            addSecondaryMax: leader.addSecondaryMax,
          },
  };
}

const server = (
  { address, state, alive, version, startedAt, counts, leastFree }: ProcessTruth,
  held: { readonly primaries: number; readonly secondaries: number },
): ServerView => ({
  address,
  state,
  ...(alive === undefined ? {} : { alive }),
  version,
  startedAt,
  ...held,
  opening: counts?.opening ?? 0,
  free: leastFree ?? 100,
});

/** @param servers the addresses in the order in which the page knows them */
export function cellOf({ place, state, primary }: WatchedPartition, servers: ReadonlyMap<string, number>): Cell {
  return [place, partitionStates.indexOf(state), primary === undefined ? -1 : (servers.get(primary) ?? -1)];
}

/** In the order of the partitions' places. */
export function tablesOf(cluster: SimulatedCluster): readonly Table[] {
  const tables = new Map<string, { name: string; partitions: number; copies: number }>();
  for (const { gpid, table, replicas } of cluster.truth().partitions()) {
    const id = gpid.slice(0, gpid.indexOf('.'));
    const known = tables.get(id);
    if (known === undefined) tables.set(id, { name: table, partitions: 1, copies: replicas });
    else known.partitions += 1;
  }
  return [...tables.values()];
}
