import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

/**
 * Tables with one or two copies are rolled only with a waiver that approvers see: in the plan, or as their answer to a
 * hold. `now`: the plan was approved before, and without this table.
 */
export function replicaCount(
  { seen, options }: Pick<GateInput, 'seen' | 'options'>,
  when: 'planned' | 'now',
): GateVerdict {
  const low = seen.tables.filter(
    (table) =>
      table.status === 'AVAILABLE' && table.replicaCount < 3 && !options.allowLowReplication.includes(table.name),
  );
  if (low.length === 0) return pass('replica-count');
  const tables = low.map(({ name }) => name);
  const copies = low.map((table) => table.replicaCount);
  return block(
    'replica-count',
    { code: 'few-copies', tables, copies, planned: when === 'planned' },
    { tables, lasting: true },
  );
}
