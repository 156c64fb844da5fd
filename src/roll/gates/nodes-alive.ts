import { wordsToAllow } from '../allowable.js';
import type { NodeAddress } from '../ids.js';
import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

/**
 * Every replica server that the meta knows, and every one that is to be rolled, is ALIVE.
 * @param planned servers that must be there although the meta may have forgotten them
 */
export function nodesAlive(input: GateInput, planned: readonly NodeAddress[] = []): GateVerdict {
  const { seen, answering, putsBack } = input;
  if (seen.nodes.length === 0) return block('nodes-alive', { code: 'no-servers-listed' });
  const dead = seen.nodes
    .filter(({ address, status }) => status !== 'alive' && address !== putsBack)
    .map(({ address }) => address);
  const known = new Set(seen.nodes.map(({ address }) => address));
  const gone = planned.filter((address) => !known.has(address));
  if (dead.length === 0 && gone.length === 0) return pass('nodes-alive');
  const ignored = dead.filter(
    (address) => seen.processes[address]?.kind === 'running' || answering?.has(address) === true,
  );
  const allow = gone.length === 0 ? wordsToAllow(input, 'deadServers') : undefined;
  const missing = { dead, ignored, unknown: gone, ...(allow === undefined ? {} : { allow }) };
  return block('nodes-alive', { code: 'servers-missing', ...missing }, { nodes: [...dead, ...gone] });
}
