import { ok } from '../../../lib/result.js';
import { failed, notUnderstood, type Read } from '../failure.js';
import { refusalOf } from './refusal.js';

export const bulkLoadCommand = (table: string): string => `query_bulk_load_status -a ${table}`;

/**
 * Whether a table is being bulk loaded (docs/pegasus.md, "Bulk loads"): a `[summary]` of names and values, the same
 * since 2.1. What goes wrong is on stderr, where it has no order with the rest; on stdout there is nothing then.
 */
export function parseBulkLoad(table: string, lines: readonly string[]): Read<boolean> {
  const command = bulkLoadCommand(table);
  const refusal = refusalOf(command, lines);
  if (refusal !== undefined) return refusal;
  const [title, ...rows] = lines.filter((line) => line.trim() !== '');
  if (title === undefined) return failed('refused', `The shell printed nothing on \`${command}\`.`);
  const facts = new Map<string, string>();
  for (const row of rows) {
    const [, name = '', value = ''] = /^(\w+) *: (\S+) *$/.exec(row) ?? [];
    if (name === '' || facts.has(name)) return notUnderstood(command, `"${row.trim()}" is no row of it`, lines);
    facts.set(name, value);
  }
  const loading = facts.get('is_bulk_loading');
  if (title !== '[summary]' || (loading !== 'YES' && loading !== 'NO') || !facts.has('app_bulk_load_status'))
    return notUnderstood(command, 'it does not say whether a bulk load runs', lines);
  return ok(loading === 'YES');
}
