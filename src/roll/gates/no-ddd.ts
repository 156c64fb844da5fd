import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

/** No partition has lost all of its replicas. Blocks, too, when that was not asked. */
export function noDdd({ seen }: GateInput): GateVerdict {
  if (seen.ddd === undefined) return block('no-ddd', { code: 'dead-partitions-not-read' });
  if (seen.ddd.length === 0) return pass('no-ddd');
  return block('no-ddd', { code: 'dead-partitions', partitions: seen.ddd.length }, { gpids: seen.ddd, lasting: true });
}
