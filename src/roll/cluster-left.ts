import type { ActiveRun } from './active.js';
import { shortages } from './fullness.js';
import type { ClusterLeft } from './what-is-left.js';
import type { NodeAddress } from './ids.js';
import { isUneven, leadershipOf, tableCount } from './leadership.js';
import { aliveNodes, members, allPartitions } from './members.js';
import { silentMetas } from './metas.js';
import type { Look, Observation } from './observation.js';
import type { ClusterPolicy } from './policy.js';

/** The last reading of a run: everything that its outcome speaks of. */
export const lastLook = ({ metas }: Pick<ClusterPolicy, 'metas'>): Look => ({ processes: metas, ddd: true });

/** Whether a reading has all of it. */
export const isLastLook = ({ processes, ddd }: Observation, { metas }: Pick<ClusterPolicy, 'metas'>): boolean =>
  ddd !== undefined && metas.every((meta) => processes[meta] !== undefined);

export function clusterLeft(run: ActiveRun, seen: Observation, { metas }: Pick<ClusterPolicy, 'metas'>): ClusterLeft {
  const before = new Map((run.progress.leadership ?? []).map(({ address, primaries }) => [address, primaries]));
  const led = leadershipOf(seen);
  return {
    kind: 'seen',
    dead: notAlive(run, seen),
    silentMetas: silentMetas(seen, metas).map(({ meta }) => meta),
    short: shortTables(seen),
    lost: seen.ddd?.length ?? 0,
    drained: stillDrained(run, seen),
    leadership: led.map(({ address, primaries }) => {
      const was = before.get(address);
      return { address, ...(was === undefined ? {} : { before: was }), now: primaries };
    }),
    uneven: isUneven(led, tableCount(seen)),
  };
}

/**
 * Those that the leader lists so, and those that it does not list: a new leader knows none that has not reported to it.
 */
function notAlive({ options, plan, progress }: ActiveRun, seen: Observation): readonly NodeAddress[] {
  const alive = aliveNodes(seen);
  const planned = [...plan.targets, ...plan.skipped].filter(({ role }) => role === 'replica');
  const listed = [...seen.nodes, ...planned, ...(progress.leadership ?? [])].map(({ address }) => address);
  // Whoever asked said that these are dead: a new leader does not list them.
  const known = [...listed, ...(options.allowDeadServers ?? [])];
  return [...new Set(known)].filter((address) => !alive.has(address));
}

/** Tables of which some partitions miss copies. */
export function shortTables(
  seen: Observation,
): readonly { readonly table: string; readonly partitions: number; readonly of: number }[] {
  const short = new Set(shortages(seen).map(({ gpid }) => gpid));
  return seen.tables.flatMap(({ name, partitions }) => {
    const missing = partitions.filter(({ gpid }) => short.has(gpid)).length;
    return missing === 0 ? [] : [{ table: name, partitions: missing, of: partitions.length }];
  });
}

/** Of the servers that the run drained and did not roll: how many of the copies that it took off are not back. */
function stillDrained(
  { progress: { targets } }: ActiveRun,
  seen: Observation,
): readonly { readonly address: NodeAddress; readonly missing: number }[] {
  const alive = aliveNodes(seen);
  const drained = targets.filter(
    ({ role, state, drainedPartitions, address }) =>
      role === 'replica' && state !== 'done' && drainedPartitions.length > 0 && alive.has(address),
  );
  if (drained.length === 0) return [];
  const has = new Map(allPartitions(seen).map(({ partition }) => [partition.gpid, members(partition)]));
  return drained.flatMap(({ address, drainedPartitions }) => {
    // A copy whose partition is gone, or is full without it, is missed by nobody: but the server stands empty all the
    // same.
    const missing = drainedPartitions.filter((gpid) => has.get(gpid)?.includes(address) === false).length;
    return missing === 0 ? [] : [{ address, missing }];
  });
}
