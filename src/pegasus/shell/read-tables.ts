import { ok } from '../../lib/result.js';
import type { Gpid, NodeAddress } from '../../roll/ids.js';
import type { Table } from '../../roll/observation.js';
import type { Dialogue } from './dialogue.js';
import { failed, notUnderstood, type Read } from './failure.js';
import { parseClusterInfo } from './parse/cluster-info.js';
import { dddCommand, parseDdd, type DddReading } from './parse/ddd.js';
import { parsePartitions, partitionsCommand, type TableReading } from './parse/partitions.js';
import { parseTables, type ListedTable } from './parse/tables.js';

/** Every table, the available ones with their partitions. One that changes while it is read is read once more. */
export async function readTables(
  dialogue: Dialogue,
  firstListing: Promise<Read<readonly ListedTable[]>>,
  ddd: boolean,
  leader: NodeAddress,
): Promise<Read<Extract<TablesReading, { kind: 'read' }>>> {
  const first = await readListed(dialogue, await firstListing, ddd);
  if (!first.ok) return first;
  if (first.value.kind === 'read') return ok(first.value);
  const second = await readListed(dialogue, await dialogue.read('ls -a -j', parseTables), ddd);
  if (!second.ok) return second;
  if (second.value.kind === 'read') return ok(second.value);
  // A meta that has lost the lead knows no table any more.
  const info = await dialogue.read('cluster_info -j', parseClusterInfo);
  if (!info.ok) return info;
  if (info.value.leader !== leader)
    return failed('not-leader', `The leader changed during the reading, from ${leader} to ${info.value.leader}.`);
  // Why is on stderr.
  if (second.value.why === silence)
    return dialogue.fail(notUnderstood(`ddd_diagnose of ${second.value.table}`, silence, []).failure);
  return failed('refused', `Table ${second.value.table} changed twice while it was read: ${second.value.why}.`);
}

/** `ddd_diagnose` says on stderr that it failed, and on stdout nothing: so it does for a table that is gone by now. */
const silence = 'nothing was printed';

/** `dead`: partitions that lost every replica; none where nobody asked for them. */
type TablesReading =
  | { readonly kind: 'read'; readonly tables: readonly Table[]; readonly dead: readonly Gpid[] }
  | { readonly kind: 'changed'; readonly table: string; readonly why: string };

async function readListed(
  dialogue: Dialogue,
  listing: Read<readonly ListedTable[]>,
  ddd: boolean,
): Promise<Read<TablesReading>> {
  if (!listing.ok) return listing;
  const asked: {
    readonly table: ListedTable;
    readonly reading?: Promise<Read<TableReading>>;
    readonly dead?: Promise<Read<DddReading>>;
  }[] = [];
  for (const table of listing.value) {
    if (table.status !== 'AVAILABLE') {
      asked.push({ table });
      continue;
    }
    if (!/^[0-9A-Za-z._:]+$/.test(table.name))
      return dialogue.fail(
        notUnderstood('ls -a -j', `a table is named "${table.name}", which no command line can carry`, []).failure,
      );
    const reading = dialogue.read(partitionsCommand(table.name), (lines) => parsePartitions(table, lines));
    asked.push({
      table,
      reading,
      ...(ddd ? { dead: dialogue.read(dddCommand(table.id), (lines) => parseDdd(table.id, lines)) } : {}),
    });
  }
  const tables: Table[] = [];
  const dead: Gpid[] = [];
  let changed: Extract<TablesReading, { kind: 'changed' }> | undefined;
  for (const { table, reading, dead: lost } of asked) {
    const read = await reading;
    if (read?.ok === false) return read;
    const ofTable = await lost;
    if (ofTable?.ok === false) return ofTable;
    if (ofTable?.value.kind === 'read') dead.push(...ofTable.value.dead);
    else if (ofTable?.value.kind === 'silent') changed ??= { kind: 'changed', table: table.name, why: silence };
    if (read?.value.kind === 'changed') changed ??= { kind: 'changed', table: table.name, why: read.value.why };
    else tables.push(describeTable(table, read?.value));
  }
  return ok(changed ?? { kind: 'read', tables, dead });
}

function describeTable(table: ListedTable, reading: Extract<TableReading, { kind: 'read' }> | undefined): Table {
  const { id, name, status, replicaCount } = table;
  return {
    id,
    name,
    status,
    replicaCount,
    partitions: reading?.partitions ?? [],
    ...(reading?.splitting === true ? { transition: 'splitting' as const } : {}),
  };
}
