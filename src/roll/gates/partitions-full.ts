import { wordsToAllow } from '../allowable.js';
import { copiesOfTheDown, shortages } from '../fullness.js';
import { changingTables } from '../complete-tables.js';
import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

/**
 * Every partition of every available table is full, and no table is on its way from one state to another. Before a
 * server is touched, and not only planned, `allowance` names it.
 */
export function partitionsFull(input: GateInput): GateVerdict {
  const { seen, allowance, putsBack } = input;
  const moving = changingTables(seen, allowance);
  if (moving.length > 0)
    return block('partitions-full', { code: 'tables-changing', tables: moving, ...toAllow(input, 'splitting') });
  const short = shortages(seen, putsBack === undefined ? allowance : copiesOfTheDown(seen, putsBack));
  if (short.length === 0) return pass('partitions-full');
  return block(
    'partitions-full',
    {
      code: 'partitions-short',
      partitions: short.length,
      // Where the leader says that they are lost, `no-ddd` has the words.
      ...(seen.ddd?.length === 0 ? toAllow(input, 'deadPartitions') : {}),
    },
    { gpids: short.map(({ gpid }) => gpid) },
  );
}

function toAllow(input: GateInput, kind: 'deadPartitions' | 'splitting'): { readonly allow?: string } {
  const allow = wordsToAllow(input, kind);
  return allow === undefined ? {} : { allow };
}
