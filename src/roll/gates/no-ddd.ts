import { wordsToAllow } from '../allowable.js';
import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

/** No partition has lost all of its replicas. Blocks, too, when that was not asked. */
export function noDdd(input: GateInput): GateVerdict {
  const { seen } = input;
  if (seen.ddd === undefined) return block('no-ddd', { code: 'dead-partitions-not-read' });
  if (seen.ddd.length === 0) return pass('no-ddd');
  const allow = wordsToAllow(input, 'deadPartitions');
  const lost = { partitions: seen.ddd.length, ...(allow === undefined ? {} : { allow }) };
  return block('no-ddd', { code: 'dead-partitions', ...lost }, { gpids: seen.ddd, lasting: true });
}
