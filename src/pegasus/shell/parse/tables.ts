import { z } from 'zod';
import { ok } from '../../../lib/result.js';
import { notUnderstood, type Read } from '../failure.js';
import { readDocument, wholeNumber } from './json.js';
import { refusalOf } from './refusal.js';

/** A line of `ls -a -j`. */
export interface ListedTable {
  readonly id: number;
  readonly name: string;
  /** Without `AS_`. */
  readonly status: string;
  readonly partitionCount: number;
  readonly replicaCount: number;
}

const command = 'ls -a -j';

const document = z.strictObject({
  parameters: z.unknown().optional(),
  general_info: z.record(
    z.string(),
    z.object({
      app_id: wholeNumber,
      // A status that is not one of these could be an AVAILABLE one in disguise, and its partitions would go unseen.
      status: z.enum([
        'INVALID',
        'AVAILABLE',
        'CREATING',
        'CREATE_FAILED',
        'DROPPING',
        'DROP_FAILED',
        'DROPPED',
        'RECALLING',
      ]),
      app_name: z.string().min(1),
      partition_count: wholeNumber,
      replica_count: wholeNumber,
    }),
  ),
  healthy_info: z.unknown().optional(),
  summary: z.object({ total_app_count: wholeNumber }),
});

/** Every table with every status (docs/pegasus.md, "ls"). */
export function parseTables(lines: readonly string[]): Read<readonly ListedTable[]> {
  const refusal = refusalOf(command, lines);
  if (refusal !== undefined) return refusal;
  const read = readDocument(command, lines, document);
  if (!read.ok) return read;
  const tables: ListedTable[] = [];
  const available = new Set<string>();
  for (const [key, row] of Object.entries(read.value.general_info)) {
    if (String(row.app_id) !== key)
      return notUnderstood(command, `the row of table ${key} names table ${row.app_id}`, lines);
    if (row.status === 'AVAILABLE') {
      if (row.partition_count < 1 || row.replica_count < 1)
        return notUnderstood(command, `table ${row.app_name} has no partition or no replica`, lines);
      if (available.has(row.app_name))
        return notUnderstood(command, `two available tables are named ${row.app_name}`, lines);
      available.add(row.app_name);
    }
    tables.push({
      id: row.app_id,
      name: row.app_name,
      status: row.status,
      partitionCount: row.partition_count,
      replicaCount: row.replica_count,
    });
  }
  // The summary counts the AVAILABLE ones, whatever else is listed.
  if (read.value.summary.total_app_count !== available.size)
    return notUnderstood(command, 'its summary does not count what it lists', lines);
  return ok(tables);
}
