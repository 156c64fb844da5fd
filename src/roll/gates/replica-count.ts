import type { GateScene } from './gate-scene.js';
import { block, pass, type GateVerdict } from './verdict.js';

/** Tables with one or two copies are rolled only with a waiver that approvers see. */
export function replicaCount({ seen, options }: GateScene): GateVerdict {
  const low = seen.tables.filter((table) => table.status === 'AVAILABLE' && table.replicaCount < 3 && !options.allowLowReplication.includes(table.name));
  if (low.length === 0) return pass('replica-count');
  const which = low.map(({ name, replicaCount: copies }) => `${name} (${copies})`).join(', ');
  return block(
    'replica-count',
    `fewer than three copies: ${which}. With one copy a partition is down while its server is away, with two a single copy is left. To roll all the same: --allow-low-replication ${low.map(({ name }) => name).join(',')}`,
    { lasting: true },
  );
}
