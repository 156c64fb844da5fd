import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

/** No partition has lost all of its replicas. Blocks, too, when that was not asked. */
export function noDdd({ seen }: GateInput): GateVerdict {
  if (seen.ddd === undefined) return block('no-ddd', 'whether partitions have lost all their replicas was not read');
  if (seen.ddd.length === 0) return pass('no-ddd');
  return block(
    'no-ddd',
    `${seen.ddd.length} ${seen.ddd.length === 1 ? 'partition has' : 'partitions have'} all replicas dead: \`ddd_diagnose -g TABLE_ID\` in the shell shows what can be done`,
    { gpids: seen.ddd, lasting: true },
  );
}
