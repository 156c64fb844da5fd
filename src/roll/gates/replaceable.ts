import type { NodeAddress } from '../ids.js';
import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

/**
 * The process driver has read that its commands will bring back each of these servers, at its own address. Undefined
 * where the driver reads nothing before its commands.
 */
export function replaceable(
  { seen, policy }: Pick<GateInput, 'seen' | 'policy'>,
  servers: readonly NodeAddress[],
): GateVerdict | undefined {
  if (policy.asksDriver !== true) return undefined;
  const readings = servers.map((node) => ({ node, reading: seen.replaceable?.[node] }));
  const told = readings.flatMap(({ node, reading }) =>
    reading === undefined || reading.kind === 'yes' ? [] : [{ node, ...reading }],
  );
  if (told.length > 0) {
    const nodes = told.map(({ node }) => node);
    const whys = told.map(({ why }) => why);
    const lasting = told.some(({ kind }) => kind === 'no');
    return block('replaceable', { code: 'servers-not-replaceable', nodes, whys }, { nodes, lasting });
  }
  const nodes = readings.flatMap(({ node, reading }) => (reading === undefined ? [node] : []));
  return nodes.length === 0
    ? pass('replaceable')
    : block('replaceable', { code: 'driver-not-asked', nodes }, { nodes });
}
