import type { NodeAddress } from '../ids.js';
import type { GateInput } from './gate-input.js';
import { maybeIgnored } from './restart-budget.js';
import { block, pass, type GateVerdict } from './verdict.js';

/**
 * Every replica server that the meta knows, and every one that is to be rolled, is ALIVE.
 * @param planned servers that must be there although the meta may have forgotten them
 */
export function nodesAlive({ seen, answering }: GateInput, planned: readonly NodeAddress[] = []): GateVerdict {
  if (seen.nodes.length === 0) return block('nodes-alive', 'the meta lists no replica server at all');
  const dead = seen.nodes.filter(({ status }) => status !== 'alive').map(({ address }) => address);
  const known = new Set(seen.nodes.map(({ address }) => address));
  const gone = planned.filter((address) => !known.has(address));
  if (dead.length === 0 && gone.length === 0) return pass('nodes-alive');
  const parts = [
    ...(dead.length > 0 ? [`${dead.join(', ')} ${dead.length === 1 ? 'is' : 'are'} not ALIVE`] : []),
    ...maybeIgnored(
      dead.filter((address) => seen.processes[address]?.kind === 'running' || answering?.has(address) === true),
    ),
    ...(gone.length > 0 ? [`the meta does not know ${gone.join(', ')}`] : []),
  ];
  return block('nodes-alive', parts.join('; '), { nodes: [...dead, ...gone] });
}
