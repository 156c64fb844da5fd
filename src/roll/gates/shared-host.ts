import type { NodeAddress, Role } from '../ids.js';
import type { Observation } from '../observation.js';
import type { ClusterPolicy } from '../policy.js';
import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

type Server = readonly [role: Role, address: NodeAddress];

/** One command, one process: no role that is rolled has two servers on a host that the commands cannot tell apart. */
export function sharedHost({ seen, policy }: Pick<GateInput, 'seen' | 'policy'>, rolled: readonly Role[]): GateVerdict {
  const { servers, roles: byRole } = policy.commandsTellApart ?? { servers: true, roles: true };
  for (const [host, there] of byHost(seen, policy)) {
    const twice = rolled.find((role) => of(role, there).length > 1);
    if (!servers && twice !== undefined) {
      const nodes = of(twice, there);
      return block('shared-host', { code: 'servers-share-host', role: twice, nodes, host }, { nodes, lasting: true });
    }
    // A command may name its one role in its own words; it cannot name two.
    const kinds = rolled.filter((role) => of(role, there).length > 0);
    if (!byRole && kinds.length > 1) {
      const nodes = kinds.flatMap((role) => of(role, there));
      return block('shared-host', { code: 'roles-share-host', roles: kinds, nodes, host }, { nodes, lasting: true });
    }
  }
  return pass('shared-host');
}

function byHost(seen: Observation, policy: ClusterPolicy): ReadonlyMap<string, readonly Server[]> {
  const everyone: readonly Server[] = [
    ...seen.nodes.map(({ address }) => ['replica', address] as const),
    ...(seen.leftOut ?? []).map((address) => ['replica', address] as const),
    ...seen.metas.map((address) => ['meta', address] as const),
    ...policy.collectors.map((address) => ['collector', address] as const),
  ];
  const together = new Map<string, Server[]>();
  for (const server of everyone) {
    const host = hostOf(server[1]);
    const there = together.get(host);
    if (there === undefined) together.set(host, [server]);
    else there.push(server);
  }
  return together;
}

const of = (role: Role, servers: readonly Server[]): readonly NodeAddress[] =>
  servers.filter(([other]) => other === role).map(([, address]) => address);

const hostOf = (address: NodeAddress): string => address.slice(0, address.lastIndexOf(':'));
