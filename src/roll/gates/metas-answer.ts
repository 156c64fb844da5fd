import type { NodeAddress } from '../ids.js';
import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

/** Every other meta answers, so that one of them can lead while this one restarts. */
export function metasAnswer({ seen }: GateInput, metas: readonly NodeAddress[]): GateVerdict {
  const silent = metas.filter((address) => seen.processes[address]?.kind !== 'running');
  if (silent.length === 0) return pass('metas-answer');
  return block('metas-answer', { code: 'metas-silent', metas: silent }, { nodes: silent });
}
