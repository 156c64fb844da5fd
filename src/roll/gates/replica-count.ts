import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

/**
 * Tables with one or two copies are rolled only with a waiver that approvers see: in the plan, or as their answer to a
 * hold. `now`: the plan was approved before, and without this table.
 */
export function replicaCount({ seen, options }: GateInput, when: 'planned' | 'now'): GateVerdict {
  const low = seen.tables.filter(
    (table) =>
      table.status === 'AVAILABLE' && table.replicaCount < 3 && !options.allowLowReplication.includes(table.name),
  );
  if (low.length === 0) return pass('replica-count');
  const tables = low.map(({ name }) => name);
  const which = low.map(({ name, replicaCount: copies }) => `${name} (${copies})`).join(', ');
  const why = 'With one copy a partition is down while its server is away, with two a single copy is left';
  const then =
    when === 'planned'
      ? `To roll all the same: --allow-low-replication ${tables.join(',')}`
      : 'Made or changed after the plan was approved, so nobody has approved that';
  return block('replica-count', `fewer than three copies: ${which}. ${why}. ${then}`, { tables, lasting: true });
}
