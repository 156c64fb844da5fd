import type {
  AppConfig,
  AppInfo,
  BackupPolicy,
  DddPartition,
  NodeInfo,
  NoAnswer,
  ProposalAction,
  Reply,
  Response,
} from '../servers.js';
import type { Partition, Table } from './catalogue.js';
import { allDead } from './cure.js';
import { partitionMemory, setActions, type Action, type LeaderMemory } from './leader-memory.js';
import { dropDead, retryRefused } from './reconfigure.js';
import { speaksNewer } from './server-process.js';
import { atMostSteady, isLevel } from './settings.js';
import { listedName, otherName } from './other-names.js';
import { effectiveLevel, now, waitForTick, type World } from './world.js';

const answer = <Value>(value: Value): Reply<Value> => ({ kind: 'answer', value });
const granted = <Value>(value: Value): Reply<Response<Value>> => answer({ err: 'ERR_OK', value });

/** Whether a process answers at all; a name and the address it resolves to are the same server. */
export function reach(world: World, address: string): NoAnswer | undefined {
  const process = world.processes.get(address);
  if (process === undefined || process.state === 'down') return { kind: 'refused' };
  if (process.hung) return { kind: process.listening ? 'hangs' : 'refused' };
  if (process.state === 'serving') return undefined;
  return { kind: process.listening ? 'no-handler' : 'refused' };
}

/** Only the leader answers, and only when it has loaded its state. */
function fromLeader<Value>(
  world: World,
  meta: string,
  ask: (leader: LeaderMemory) => Reply<Response<Value>>,
): Reply<Response<Value>> {
  const silence = reach(world, meta);
  if (silence !== undefined) return silence;
  if (!world.metaAddresses.includes(meta)) return { kind: 'refused' };
  if (world.leader?.meta !== meta) {
    const forwardTo = world.lockHolder === meta ? undefined : world.lockHolder;
    return answer({ err: 'ERR_FORWARD_TO_OTHERS', ...(forwardTo === undefined ? {} : { forwardTo }) });
  }
  return world.leader.loaded ? ask(world.leader) : answer({ err: 'ERR_SERVICE_NOT_ACTIVE' });
}

/** The level is the effective one. */
export function clusterInfo(
  world: World,
  meta: string,
): ReturnType<typeof fromLeader<readonly (readonly [string, string])[]>> {
  return fromLeader(world, meta, (leader) => {
    const newer = speaksNewer(world.processes.get(meta)?.version ?? '');
    const { movePri, copyPri, copySec } = leader.operations;
    // Newer ones have not counted since a change, until their next tick on a cluster that is whole.
    const isCounted = !newer || leader.operationsOf === world.catalogue.version;
    const total = isCounted ? movePri + copyPri + copySec : -1;
    const alive = [...leader.nodes].filter(([, node]) => node.alive).map(([node]) => world.catalogue.of(node));
    return granted([
      ['meta_servers', world.metaAddresses.map((address) => listedName(world, address)).join(',')],
      ['primary_meta_server', listedName(world, meta)],
      ['zookeeper_hosts', '127.0.0.1:22181'],
      ['zookeeper_root', `/pegasus/${world.clusterName}`],
      ['meta_function_level', effectiveLevel(world, leader)],
      [
        'balance_operation_count',
        newer
          ? JSON.stringify({ copy_pri: copyPri, copy_sec: copySec, move_pri: movePri, total }, null, 2)
          : `move_pri=${movePri},copy_pri=${copyPri},copy_sec=${copySec},total=${total}`,
      ],
      ['primary_replica_count_stddev', deviation(alive.map(({ primaries }) => primaries.size))],
      [
        'total_replica_count_stddev',
        deviation(alive.map(({ primaries, secondaries }) => primaries.size + secondaries.size)),
      ],
      ['cluster_name', world.clusterName],
    ]);
  });
}

export function listNodes(
  world: World,
  meta: string,
  status: 'all' | 'alive' | 'unalive',
): Reply<Response<readonly NodeInfo[]>> {
  return fromLeader(world, meta, (leader) =>
    granted(
      [...leader.nodes]
        .filter(([, { alive }]) => status === 'all' || alive === (status === 'alive'))
        .map(
          ([address, { alive }]): NodeInfo => ({
            address: listedName(world, address),
            status: alive ? 'ALIVE' : 'UNALIVE',
          }),
        )
        .sort((one, other) => one.address.localeCompare(other.address, 'en', { numeric: true })),
    ),
  );
}

export function listApps(world: World, meta: string, status: 'all' | 'available'): Reply<Response<readonly AppInfo[]>> {
  return fromLeader(world, meta, () =>
    granted(world.catalogue.tables.filter((table) => status === 'all' || table.status === 'AVAILABLE').map(appInfo)),
  );
}

/** With the latest backup of each; the first meta of a cluster that was never told of one has none. */
export const backupPolicies = (world: World, meta: string): Reply<Response<readonly BackupPolicy[]>> =>
  fromLeader(world, meta, () => granted([...world.backups.values()]));

export function queryConfig(world: World, meta: string, app: string): Reply<Response<AppConfig>> {
  return fromLeader<AppConfig>(world, meta, () => {
    if (!/^[0-9A-Za-z._:]+$/.test(app)) return answer({ err: 'ERR_INVALID_PARAMETERS' });
    const table = world.catalogue.tables.findLast(({ name }) => name === app);
    if (table === undefined || table.status === 'DROPPED') return answer({ err: 'ERR_OBJECT_NOT_FOUND' });
    if (table.status !== 'AVAILABLE') return answer({ err: `ERR_BUSY_${table.status}` });
    const listed = (address: string): string => listedName(world, address);
    return granted({
      appId: table.id,
      partitionCount: table.partitions.length,
      partitions: table.partitions.map(({ index, ballot, primary, secondaries, lastDrops }) => ({
        appId: table.id,
        index,
        ballot,
        maxReplicaCount: table.replicas,
        primary: primary === undefined ? undefined : listed(primary),
        secondaries: secondaries.map(listed),
        lastDrops: lastDrops.map(listed),
      })),
    });
  });
}

/** A level at or below steady clears every registered proposal. */
export function controlMeta(world: World, meta: string, wanted: string | undefined): Reply<Response<string>> {
  return fromLeader<string>(world, meta, (leader) => {
    const before = leader.level;
    if (wanted === undefined) return granted(`fl_${before}`);
    const level = wanted.replace(/^fl_/, '');
    if (!isLevel(level)) return answer({ err: 'ERR_INVALID_PARAMETERS' });
    leader.level = level;
    world.emit('setting', meta, `level ${before} -> ${level}`);
    if (atMostSteady(level)) for (const partition of [...leader.pending]) setActions(leader, partition, []);
    if (before === 'stopped' || before === 'blind')
      for (const [node, { alive }] of leader.nodes) if (!alive) dropDead(world, leader, node);
    retryRefused(world);
    waitForTick(world, leader);
    return granted(`fl_${before}`);
  });
}

/** Registers a list of actions; it is validated only when it is to be sent (docs/pegasus.md, "Proposals"). */
export function propose(
  world: World,
  meta: string,
  appId: number,
  index: number,
  actions: readonly ProposalAction[],
): Reply<Response<null>> {
  const silence = reach(world, meta);
  if (silence !== undefined) return silence;
  if (!world.metaAddresses.includes(meta)) return { kind: 'refused' };
  const { leader } = world;
  if (leader?.meta !== meta || !leader.loaded) return answer({ err: standbyAnswer(world, meta) });
  const table = world.catalogue.tables[appId - 1];
  if (table === undefined && speaksNewer(world.processes.get(meta)?.version ?? ''))
    return answer({ err: 'ERR_APP_NOT_EXIST' });
  const partition = table?.partitions[index];
  if (partition === undefined || table?.status !== 'AVAILABLE' || actions.length === 0)
    return answer({ err: 'ERR_INVALID_PARAMETERS' });
  if (partitionMemory(leader, partition).actions.length > 0) return answer({ err: 'ERR_INVALID_PARAMETERS' });
  const complete: Action[] = [];
  for (const { target: asked, node: named, type, unnamed } of actions) {
    const node = known(world, named);
    const filled = asked === undefined ? partition.primary : known(world, asked);
    if (filled === undefined) return answer({ err: 'ERR_INVALID_PARAMETERS' });
    complete.push({ target: filled, node, type, ...(unnamed === true ? { unnamed } : {}) });
  }
  return register(world, leader, partition, complete);
}

/** A server by either of its names. */
const known = (world: World, name: string): string =>
  world.processes.has(name) || !world.processes.has(otherName(name)) ? name : otherName(name);

function register(
  world: World,
  leader: LeaderMemory,
  partition: Partition,
  actions: readonly Action[],
): Reply<Response<null>> {
  const fault = world.faults.proposals;
  if (fault !== undefined && fault.left > 0) {
    fault.left--;
    world.emit('fault', partition.gpid, `proposal ${fault.kind}`);
    return fault.kind === 'refuse' ? answer({ err: fault.err }) : granted(null);
  }
  setActions(leader, partition, actions);
  leader.waitingSince ??= now(world);
  world.emit(
    'proposal',
    partition.gpid,
    actions.map(({ target, node, type }) => `${type} ${target} ${node}`).join(', '),
  );
  return granted(null);
}

/** Since 2.5 the table is looked up before the question who leads, and a standby has no tables. */
function standbyAnswer(world: World, meta: string): string {
  const version = world.processes.get(meta)?.version ?? '';
  if (speaksNewer(version)) return 'ERR_APP_NOT_EXIST';
  return version.startsWith('2.5') ? 'ERR_INVALID_PARAMETERS' : 'ERR_FORWARD_TO_OTHERS';
}

/**
 * The partitions without a living replica of one table (index -1: all of its). Since 2.5 the table is looked up before
 * the question who leads, as for a proposal: a follower does not know it (docs/pegasus.md, "ddd_diagnose"). 2.5.0 looks
 * for table -1, which means all of them, as well.
 */
export function dddDiagnose(
  world: World,
  meta: string,
  asked: { readonly appId: number; readonly index: number },
): Reply<Response<readonly DddPartition[]>> {
  const { leader: loaded } = world;
  const version = world.processes.get(meta)?.version ?? '';
  const known = loaded?.meta === meta && loaded.loaded && world.catalogue.tables[asked.appId - 1] !== undefined;
  const looksUp = version.startsWith('2.5') || (speaksNewer(version) && asked.appId !== -1);
  if (world.metaAddresses.includes(meta) && looksUp && !known)
    return reach(world, meta) ?? answer({ err: standbyAnswer(world, meta) });
  return fromLeader(world, meta, (leader) =>
    granted(
      world.catalogue.tables
        .filter(({ id, status }) => status === 'AVAILABLE' && (asked.appId === -1 || id === asked.appId))
        .flatMap(({ partitions }) =>
          partitions.filter(
            (partition) => (asked.index === -1 || partition.index === asked.index) && allDead(leader, partition),
          ),
        )
        .map(({ table, index, lastDrops }) => ({
          appId: table.id,
          index,
          reason: `the last dropped nodes ${lastDrops.slice(-2).join(',')} are not all alive`,
        })),
    ),
  );
}

function appInfo(table: Table): AppInfo {
  const seconds = (at: number | undefined): number => (at === undefined ? 0 : Math.floor(at / 1000));
  return {
    id: table.id,
    name: table.name,
    status: table.status,
    type: 'pegasus',
    partitionCount: table.partitions.length,
    duplicating: table.duplicating,
    bulkLoading: table.bulkLoading,
    ...(table.splitsFrom === undefined ? {} : { splitsFrom: table.splitsFrom }),
    maxReplicaCount: table.replicas,
    isStateful: true,
    createSecond: seconds(table.createdAt),
    dropSecond: seconds(table.droppedAt),
    expireSecond: seconds(table.droppedAt),
    envs: {},
  };
}

function deviation(counts: readonly number[]): string {
  if (counts.length === 0) return '0.00';
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return Math.sqrt(counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length).toFixed(2);
}
