import { ok } from '../../lib/result.js';
import { gpid, type NodeAddress } from '../../roll/ids.js';
import type { Partition, ReplicaServer, Table } from '../../roll/observation.js';
import type { WireAppInfo, WireNodeInfo, WirePartition } from '../../wire/messages.js';
import { methods, type ResponseOf } from '../../wire/methods.js';
import { notUnderstood, type Read } from '../shell/failure.js';
import { nameOf, printedName } from './identity.js';

/** Pure: what a leader's answers say of servers, tables and partitions. Every number is checked against another. */

/** By their numbers. One beyond them could be an AVAILABLE in disguise, and its partitions would go unseen. */
const statuses = [
  'INVALID',
  'AVAILABLE',
  'CREATING',
  'CREATE_FAILED',
  'DROPPING',
  'DROP_FAILED',
  'DROPPED',
  'RECALLING',
] as const;

export interface ListedTable {
  readonly id: number;
  readonly name: string;
  readonly status: (typeof statuses)[number];
  readonly partitionCount: number;
  readonly replicaCount: number;
  readonly bulkLoading: boolean;
  readonly duplicating: boolean | undefined;
}

export function readTableList(apps: readonly WireAppInfo[]): Read<readonly ListedTable[]> {
  const what = methods.listApps.task;
  const tables: ListedTable[] = [];
  const ids = new Set<number>();
  const available = new Set<string>();
  for (const app of apps) {
    const status = statuses[app.status];
    if (status === undefined) return notUnderstood(what, `table ${app.appName} has status ${app.status}`, []);
    if (app.appName === '' || ids.has(app.appId))
      return notUnderstood(what, `table ${app.appId} has no name, or stands twice`, []);
    ids.add(app.appId);
    if (status === 'AVAILABLE') {
      if (app.partitionCount < 1 || app.maxReplicaCount < 1)
        return notUnderstood(what, `table ${app.appName} has no partition or no replica`, []);
      if (available.has(app.appName)) return notUnderstood(what, `two available tables are named ${app.appName}`, []);
      available.add(app.appName);
    }
    tables.push({
      id: app.appId,
      name: app.appName,
      status,
      partitionCount: app.partitionCount,
      replicaCount: app.maxReplicaCount,
      bulkLoading: app.isBulkLoading === true,
      duplicating: app.duplicating,
    });
  }
  return ok(tables);
}

/** `changed`: the table is being dropped, or is another by now. */
export type TableReading =
  | { readonly kind: 'read'; readonly table: Table }
  | { readonly kind: 'changed'; readonly table: string; readonly why: string };

/** The table changed between its listing and this question. */
const changing = new Set([
  'ERR_OBJECT_NOT_FOUND',
  'ERR_APP_NOT_EXIST',
  'ERR_APP_DROPPED',
  'ERR_BUSY_CREATING',
  'ERR_BUSY_DROPPING',
]);
export const isChanging = (err: string): boolean => changing.has(err);

export function readTable(table: ListedTable, config: ResponseOf<typeof methods.queryConfig>): Read<TableReading> {
  const what = `${methods.queryConfig.task} ${table.name}`;
  const changed = (why: string): Read<TableReading> => ok({ kind: 'changed', table: table.name, why });
  if (config.appId !== table.id) return changed(`it is table ${config.appId} now`);
  if (config.partitionCount !== config.partitions.length)
    return notUnderstood(
      what,
      `${config.partitionCount} partitions are announced and ${config.partitions.length} are listed`,
      [],
    );
  if (config.partitionCount !== table.partitionCount || config.partitions[0]?.maxReplicaCount !== table.replicaCount)
    return changed('it has another number of partitions or replicas now');
  const partitions: Partition[] = [];
  let splitting = false;
  for (const each of config.partitions) {
    if (each.pid.appId !== table.id || each.pid.index !== partitions.length)
      return notUnderstood(
        what,
        `partition ${each.pid.appId}.${each.pid.index} stands where ${table.id}.${partitions.length} belongs`,
        [],
      );
    if (each.ballot < -1)
      return notUnderstood(what, `partition ${each.pid.appId}.${each.pid.index} has ballot ${each.ballot}`, []);
    const partition = readPartition(each);
    if (partition === undefined)
      return notUnderstood(what, `the members of partition ${each.pid.appId}.${each.pid.index} are of two minds`, []);
    // A partition that a split has announced and that nobody leads yet has ballot -1, the meta's word for none.
    splitting ||= each.ballot === -1;
    partitions.push(partition);
  }
  const transition = splitting ? 'splitting' : table.bulkLoading ? 'bulk-loading' : undefined;
  return ok({
    kind: 'read',
    table: {
      ...describeTable(table),
      partitions,
      ...(transition === undefined ? {} : { transition }),
      ...(table.duplicating === undefined ? {} : { duplicating: table.duplicating }),
    },
  });
}

export const describeTable = ({ id, name, status, replicaCount }: ListedTable): Table => ({
  id,
  name,
  status,
  replicaCount,
  partitions: [],
});

function readPartition({
  pid,
  ballot,
  primary,
  secondaries,
  hpPrimary,
  hpSecondaries,
}: WirePartition): Partition | undefined {
  const leader = printedName(primary, hpPrimary);
  if (hpSecondaries !== undefined && hpSecondaries.length !== secondaries.length) return undefined;
  const followers = secondaries.map((secondary, place) => printedName(secondary, hpSecondaries?.[place]));
  if (!followers.every((follower) => follower !== undefined)) return undefined;
  if (followers.some((follower, place) => follower === leader || followers.indexOf(follower) !== place))
    return undefined;
  return { gpid: gpid(pid.appId, pid.index), ballot, primary: leader, secondaries: followers };
}

const alive = 1;
const unalive = 2;

/** The replica servers with what the partitions say they hold, in the order in which a cluster prints them. */
export function readNodes(infos: readonly WireNodeInfo[], tables: readonly Table[]): Read<readonly ReplicaServer[]> {
  const what = methods.listNodes.task;
  if (infos.length === 0) return notUnderstood(what, 'it lists no replica server', []);
  const held = new Map<
    NodeAddress,
    { alive: boolean; primaries: number; secondaries: number; readonly order: WireNodeInfo }
  >();
  for (const info of infos) {
    const address = nameOf(info);
    if (address === undefined || held.has(address))
      return notUnderstood(what, `a server has no name, or ${address ?? 'it'} stands twice`, []);
    if (info.status !== alive && info.status !== unalive)
      return notUnderstood(what, `${address} has status ${info.status}`, []);
    held.set(address, { alive: info.status === alive, primaries: 0, secondaries: 0, order: info });
  }
  for (const table of tables) {
    for (const { gpid: id, primary, secondaries } of table.partitions) {
      const leads = primary === undefined ? undefined : held.get(primary);
      if (leads !== undefined) leads.primaries += 1;
      else if (primary !== undefined)
        return notUnderstood(what, `partition ${id} has a member ${primary} that is not listed`, []);
      for (const secondary of secondaries) {
        const follows = held.get(secondary);
        if (follows === undefined)
          return notUnderstood(what, `partition ${id} has a member ${secondary} that is not listed`, []);
        follows.secondaries += 1;
      }
    }
  }
  const sorted = [...held].sort(([, one], [, other]) => inPrintedOrder(one.order, other.order));
  return ok(
    sorted.map(([address, { alive: isAlive, primaries, secondaries }]) => ({
      address,
      status: isAlive ? 'alive' : 'unalive',
      primaries,
      secondaries,
    })),
  );
}

/** By address as numbers up to 2.5, by host name and then port on newer servers. */
function inPrintedOrder(one: WireNodeInfo, other: WireNodeInfo): number {
  const [left, right] = [sortKey(one), sortKey(other)];
  if (left.host !== right.host) return left.host < right.host ? -1 : 1;
  return left.port - right.port;
}

function sortKey({ node, hpNode }: WireNodeInfo): { readonly host: string; readonly port: number } {
  const text = hpNode ?? node ?? '';
  const place = text.lastIndexOf(':');
  const host = text.slice(0, place);
  return {
    host: hpNode === undefined ? host.replaceAll(/\d+/g, (part) => part.padStart(3, '0')) : host,
    port: Number(text.slice(place + 1)),
  };
}
