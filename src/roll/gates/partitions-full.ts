import { shortages } from '../fullness.js';
import type { GateScene } from './gate-scene.js';
import { block, pass, type GateVerdict } from './verdict.js';

/** Every partition of every available table is full, and no table is on its way from one state to another. */
export function partitionsFull({ seen, allowance }: GateScene): GateVerdict {
  const moving = seen.tables.filter(({ status, transition }) => (status !== 'AVAILABLE' && status !== 'DROPPED') || transition !== undefined);
  if (moving.length > 0) {
    const which = moving.map(({ name, status, transition }) => `${name} (${transition ?? status})`).join(', ');
    return block('partitions-full', `a table is being changed: ${which}`);
  }
  const short = shortages(seen, allowance);
  if (short.length === 0) return pass('partitions-full');
  return block('partitions-full', `${short.length} ${short.length === 1 ? 'partition misses' : 'partitions miss'} copies`, { gpids: short.map(({ gpid }) => gpid) });
}
