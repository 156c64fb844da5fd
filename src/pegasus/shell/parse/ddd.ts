import { ok } from '../../../lib/result.js';
import { gpid, type Gpid } from '../../../roll/ids.js';
import { notUnderstood, type Read } from '../failure.js';
import { refusalOf } from './refusal.js';

/**
 * Of one table: asked for all of them at once, the metas of 2.5.0 and of two years of builds after it look for a table
 * of number -1 and answer ERR_INVALID_PARAMETERS (apache/incubator-pegasus#2258).
 */
export const dddCommand = (tableId: number): string => `ddd_diagnose -g ${tableId}`;

/** `silent`: it failed, and says so on stderr only; the table may be gone, or the meta that was asked does not lead. */
export type DddReading = { readonly kind: 'read'; readonly dead: readonly Gpid[] } | { readonly kind: 'silent' };

/** One table's partitions whose replicas are all dead: `Total N ddd partitions:` … `Diagnose ddd done.` */
export function parseDdd(tableId: number, lines: readonly string[]): Read<DddReading> {
  const command = dddCommand(tableId);
  const refusal = refusalOf(command, lines);
  if (refusal !== undefined) return refusal;
  const content = lines.filter((line) => line.trim() !== '');
  const [first] = content;
  if (first === undefined) return ok({ kind: 'silent' });
  const total = /^Total (\d{1,9}) ddd partitions:$/.exec(first)?.[1];
  if (total === undefined || content.length < 2 || content.at(-1) !== 'Diagnose ddd done.')
    return notUnderstood(command, 'its first or last line is missing', lines);
  const found: Gpid[] = [];
  for (const line of content.slice(1, -1)) {
    const partition = /^\((\d{1,9})\) (\d{1,9})\.(\d{1,9})$/.exec(line);
    if (partition !== null) {
      if (Number(partition[1]) !== found.length + 1)
        return notUnderstood(command, 'its partitions are not numbered one after the other', lines);
      const one = gpid(Number(partition[2]), Number(partition[3]));
      if (Number(partition[2]) !== tableId)
        return notUnderstood(command, `partition ${one} is of another table`, lines);
      if (found.includes(one)) return notUnderstood(command, `partition ${one} stands twice`, lines);
      found.push(one);
    } else if (!/^ {4}\S/.test(line) && !/^Proposed count: \d+\/\d+$/.test(line)) {
      return notUnderstood(command, `the line "${line}" is unknown`, lines);
    }
  }
  return found.length === Number(total)
    ? ok({ kind: 'read', dead: found })
    : notUnderstood(command, `${total} partitions are announced and ${found.length} are listed`, lines);
}
