import type { NodeAddress } from '../ids.js';
import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

/**
 * Every replica server that the meta knows, and every one that is to be rolled, is ALIVE.
 * @param planned servers that must be there although the meta may have forgotten them
 */
export function nodesAlive({ seen, answering }: GateInput, planned: readonly NodeAddress[] = []): GateVerdict {
  if (seen.nodes.length === 0) return block('nodes-alive', { code: 'no-servers-listed' });
  const dead = seen.nodes.filter(({ status }) => status !== 'alive').map(({ address }) => address);
  const known = new Set(seen.nodes.map(({ address }) => address));
  const gone = planned.filter((address) => !known.has(address));
  if (dead.length === 0 && gone.length === 0) return pass('nodes-alive');
  const ignored = dead.filter(
    (address) => seen.processes[address]?.kind === 'running' || answering?.has(address) === true,
  );
  return block('nodes-alive', { code: 'servers-missing', dead, ignored, unknown: gone }, { nodes: [...dead, ...gone] });
}
