import type { NodeAddress } from '../ids.js';
import { spaceLimits } from '../policy.js';
import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

/**
 * Each of these servers still takes copies: no disk of it has less free space than Pegasus asks for before it puts a
 * copy there (docs/pegasus.md, "Free disk space"). Undefined where one of them is not known: the plan says so, and a
 * server that does not tell keeps nobody from rolling it.
 */
export function diskSpace({ seen, policy }: GateInput, servers: readonly NodeAddress[]): GateVerdict | undefined {
  const { refusedBelow } = spaceLimits(policy);
  const readings = servers.map((server) => ({ server, reading: seen.freeSpace?.[server] }));
  const full = readings.flatMap(({ server, reading }) =>
    reading?.kind === 'read' && reading.least < refusedBelow ? [server] : [],
  );
  if (full.length > 0)
    return block(
      'disk-space',
      { code: 'servers-full', servers: full, percent: refusedBelow },
      { nodes: full, lasting: true },
    );
  return readings.every(({ reading }) => reading?.kind === 'read') ? pass('disk-space') : undefined;
}
