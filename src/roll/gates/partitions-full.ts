import { shortages } from '../fullness.js';
import { changingTables } from '../complete-tables.js';
import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

/** Every partition of every available table is full, and no table is on its way from one state to another. */
export function partitionsFull({ seen, allowance }: GateInput): GateVerdict {
  const moving = changingTables(seen);
  if (moving.length > 0) return block('partitions-full', { code: 'tables-changing', tables: moving });
  const short = shortages(seen, allowance);
  if (short.length === 0) return pass('partitions-full');
  return block(
    'partitions-full',
    { code: 'partitions-short', partitions: short.length },
    { gpids: short.map(({ gpid }) => gpid) },
  );
}
