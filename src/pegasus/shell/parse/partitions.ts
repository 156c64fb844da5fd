import { z } from 'zod';
import { ok } from '../../../lib/result.js';
import { gpid, type NodeAddress } from '../../../roll/ids.js';
import type { Partition } from '../../../roll/observation.js';
import { notUnderstood, type Read } from '../failure.js';
import { addressReader, type ReadAddress } from './address.js';
import { readDocument, wholeNumber } from './json.js';
import { errorNamed, refusalOf } from './refusal.js';
import type { ListedTable } from './tables.js';

/** What became of a table that `ls` had listed as AVAILABLE. */
export type TableReading =
  | { readonly kind: 'read'; readonly partitions: readonly Partition[]; readonly splitting: boolean }
  /** It was dropped, is being dropped, or is another by now. */
  | { readonly kind: 'changed'; readonly why: string };

/** The table changed between `ls` and this question. */
const changing = new Set([
  'ERR_OBJECT_NOT_FOUND',
  'ERR_APP_NOT_EXIST',
  'ERR_APP_DROPPED',
  'ERR_BUSY_CREATING',
  'ERR_BUSY_DROPPING',
]);

/**
 * A partition that a split has announced and that nobody leads yet has ballot -1, the meta's word for none.
 * Known from the meta's code, not seen printed: without it the partition still counts as one without a primary.
 */
const ballot = z
  .string()
  .regex(/^(-1|0|[1-9][0-9]{0,14})$/, 'expected a ballot')
  .transform(Number);

const document = z.strictObject({
  parameters: z.object({ app_name: z.string(), detailed: z.literal('true') }),
  general: z.object({
    app_name: z.string(),
    app_id: wholeNumber,
    partition_count: wholeNumber,
    max_replica_count: wholeNumber,
  }),
  replicas: z.record(
    z.string(),
    z.object({ pidx: z.string(), ballot, replica_count: z.string(), primary: z.string(), secondaries: z.string() }),
  ),
  nodes: z.record(
    z.string(),
    z.object({ node: z.string(), primary: wholeNumber, secondary: wholeNumber, total: wholeNumber }),
  ),
  healthy: z.object({
    fully_healthy_partition_count: wholeNumber,
    unhealthy_partition_count: wholeNumber,
    write_unhealthy_partition_count: wholeNumber,
    read_unhealthy_partition_count: wholeNumber,
  }),
});

export const partitionsCommand = (table: string): string => `app ${table} -d -j`;

/**
 * The partitions of one table, in the order of their indices (docs/pegasus.md, "app"). The command prints the same
 * facts four times over (rows, present/max, counts by node, health); they have to agree.
 */
export function parsePartitions(table: ListedTable, lines: readonly string[]): Read<TableReading> {
  const command = partitionsCommand(table.name);
  const wrong = (why: string): ReturnType<typeof notUnderstood> => notUnderstood(command, why, lines);
  const code = errorNamed(lines);
  if (code !== undefined && changing.has(code)) return ok({ kind: 'changed', why: code });
  const refusal = refusalOf(command, lines);
  if (refusal !== undefined) return refusal;
  const read = readDocument(command, lines, document);
  if (!read.ok) return read;
  const { parameters, general, replicas, nodes, healthy } = read.value;
  if (parameters.app_name !== table.name || general.app_name !== table.name) return wrong('it is about another table');
  if (general.app_id !== table.id) return ok({ kind: 'changed', why: `it is table ${general.app_id} now` });

  const rows = Object.entries(replicas);
  if (general.partition_count !== rows.length)
    return wrong(`${general.partition_count} partitions are announced and ${rows.length} are listed`);
  if (general.partition_count !== table.partitionCount || general.max_replica_count !== table.replicaCount) {
    return ok({ kind: 'changed', why: 'it has another number of partitions or replicas now' });
  }

  const tally = new Tally();
  const readAddress = addressReader();
  const partitions: Partition[] = [];
  for (const [key, row] of rows) {
    if (key !== String(partitions.length) || row.pidx !== key)
      return wrong(`partition ${partitions.length} is missing, or stands under ${key}`);
    const members = readMembers(row.primary, row.secondaries, readAddress);
    if (members === undefined) return wrong(`the members of partition ${key} cannot be read`);
    const { primary, secondaries } = members;
    const present = secondaries.length + (primary === undefined ? 0 : 1);
    if (row.replica_count !== `${present}/${general.max_replica_count}`)
      return wrong(`partition ${key} has ${present} members and replica_count ${row.replica_count}`);
    tally.add(primary, secondaries, general.max_replica_count);
    partitions.push({ gpid: gpid(table.id, partitions.length), ballot: row.ballot, primary, secondaries });
  }

  const { '': totals, ...byNode } = nodes;
  if (totals === undefined) return wrong('the totals of its nodes are missing');
  if (!tally.agrees(totals, byNode)) return wrong('its counts by node are not those of its partitions');
  if (
    healthy.fully_healthy_partition_count !== tally.full ||
    healthy.unhealthy_partition_count !== partitions.length - tally.full ||
    healthy.write_unhealthy_partition_count !== tally.writeUnhealthy ||
    healthy.read_unhealthy_partition_count !== tally.readUnhealthy
  ) {
    return wrong('its health is not that of its partitions');
  }
  return ok({ kind: 'read', partitions, splitting: partitions.some((partition) => partition.ballot === -1) });
}

/** `-` and `[]` for none; undefined when they cannot be read, or one server stands twice. */
function readMembers(
  primaryText: string,
  secondariesText: string,
  readAddress: ReadAddress,
): { readonly primary: NodeAddress | undefined; readonly secondaries: readonly NodeAddress[] } | undefined {
  const primary = primaryText === '-' ? undefined : readAddress(primaryText);
  if (primary === undefined && primaryText !== '-') return undefined;
  const inner = /^\[(.*)\]$/.exec(secondariesText)?.[1];
  if (inner === undefined) return undefined;
  const secondaries: NodeAddress[] = [];
  for (const text of inner === '' ? [] : inner.split(',')) {
    const secondary = readAddress(text);
    if (secondary === undefined || secondary === primary || secondaries.includes(secondary)) return undefined;
    secondaries.push(secondary);
  }
  return { primary, secondaries };
}

interface NodeRow {
  readonly node: string;
  readonly primary: number;
  readonly secondary: number;
  readonly total: number;
}

/** Counts what the partitions say, to compare it with what the command says of them (docs/pegasus.md, "Health"). */
class Tally {
  full = 0;
  writeUnhealthy = 0;
  readUnhealthy = 0;
  readonly #primaries = new Map<string, number>();
  readonly #secondaries = new Map<string, number>();

  add(primary: NodeAddress | undefined, secondaries: readonly NodeAddress[], replicaCount: number): void {
    if (primary === undefined) {
      this.readUnhealthy += 1;
      this.writeUnhealthy += 1;
    } else {
      const present = secondaries.length + 1;
      if (present >= replicaCount) this.full += 1;
      else if (present < 2) this.writeUnhealthy += 1;
      this.#primaries.set(primary, (this.#primaries.get(primary) ?? 0) + 1);
    }
    for (const secondary of secondaries) this.#secondaries.set(secondary, (this.#secondaries.get(secondary) ?? 0) + 1);
  }

  agrees(totals: NodeRow, byNode: Readonly<Record<string, NodeRow>>): boolean {
    const rows = Object.entries(byNode);
    if (![totals, ...Object.values(byNode)].every((row) => row.total === row.primary + row.secondary)) return false;
    if (
      !rows.every(
        ([key, row]) =>
          row.node === key &&
          row.primary === (this.#primaries.get(key) ?? 0) &&
          row.secondary === (this.#secondaries.get(key) ?? 0),
      )
    )
      return false;
    return (
      totals.primary === sum(this.#primaries) &&
      totals.secondary === sum(this.#secondaries) &&
      rows.reduce((all, [, row]) => all + row.total, 0) === totals.total
    );
  }
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((all, count) => all + count, 0);
}
