import type { NodeAddress } from '../ids.js';
import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

/**
 * None of these servers is in the leader's black list: the meta would not give its copies back to it, and make them
 * anew on others (docs/pegasus.md, "The black list"). Undefined where the leader has no such list: then nothing is
 * known.
 */
export function blackListed({ seen }: GateInput, servers: readonly NodeAddress[]): GateVerdict | undefined {
  const { blackList, otherNames = {}, leader } = seen;
  if (blackList === undefined) return block('black-list', { code: 'black-list-not-read' });
  switch (blackList.kind) {
    case 'not-told':
      return undefined;
    case 'not-understood':
      return block('black-list', { code: 'black-list-unknown', said: blackList.message });
    case 'read': {
      const listed = new Set(blackList.servers);
      const found = servers.filter((server) =>
        [server, ...(otherNames[server] ?? [])].some((name) => listed.has(name)),
      );
      if (found.length === 0) return pass('black-list');
      const reason = { code: 'servers-black-listed', servers: found, leader } as const;
      return block('black-list', reason, { nodes: found, lasting: true });
    }
  }
}
