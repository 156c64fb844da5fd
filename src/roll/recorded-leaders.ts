import type { Gpid, NodeAddress } from './ids.js';
import { allPartitions } from './members.js';
import type { Observation } from './observation.js';

/** Who led each partition when a run began; thousands of them, and saved with each decision, so in few bytes. */
export interface RecordedLeaders {
  readonly servers: readonly NodeAddress[];
  /** By id of the table: for each of its partitions, in order, the place of its primary in `servers`; -1: none. */
  readonly tables: Readonly<Record<string, readonly number[]>>;
}

export function recordLeaders(seen: Observation): RecordedLeaders {
  const servers: NodeAddress[] = [];
  const placeOf = new Map<NodeAddress, number>();
  const tables: Record<string, number[]> = {};
  for (const { table, partition } of allPartitions(seen)) {
    const { gpid, primary } = partition;
    if (primary !== undefined && !placeOf.has(primary)) placeOf.set(primary, servers.push(primary) - 1);
    const places = (tables[table.id] ??= table.partitions.map(() => -1));
    const index = Number(gpid.slice(gpid.indexOf('.') + 1));
    if (primary !== undefined) places[index] = placeOf.get(primary) ?? -1;
  }
  return { servers, tables };
}

/** @returns undefined where it had no primary, or was not there yet */
export function leaderBefore(recorded: RecordedLeaders | undefined, gpid: Gpid): NodeAddress | undefined {
  const [table = '', index] = gpid.split('.');
  const place = recorded?.tables[table]?.[Number(index)];
  return place === undefined ? undefined : recorded?.servers[place];
}
