import type { NodeAddress } from '../../roll/ids.js';
import type { ReplicaServer } from '../../roll/observation.js';
import type { ClusterInfo } from './parse/cluster-info.js';

/** `-r`: an address as a name up to 2.5, a name as an address on newer shells. The rows stand in the same order. */
export const resolvedNodesCommand = 'nodes -d -r -j';
export const resolvedInfoCommand = 'cluster_info -r -j';

type OtherNames = Readonly<Record<string, readonly NodeAddress[]>>;

/** What else the servers are called. Empty unless both lists are plainly of the same servers, row by row. */
export function namesOfServers(
  listed: readonly ReplicaServer[],
  resolved: readonly ReplicaServer[] | undefined,
): OtherNames {
  if (resolved === undefined) return {};
  const agree = listed.every(({ address, status, primaries, secondaries }, row) => {
    const other = resolved[row];
    return (
      other !== undefined &&
      port(other.address) === port(address) &&
      other.status === status &&
      other.primaries === primaries &&
      other.secondaries === secondaries
    );
  });
  return agree
    ? paired(
        listed.map(({ address }) => address),
        resolved.map(({ address }) => address),
      )
    : {};
}

export function namesOfMetas({ leader, metas }: ClusterInfo, resolved: ClusterInfo | undefined): OtherNames {
  if (resolved === undefined) return {};
  const agree = metas.every((meta, place) => {
    const other = resolved.metas[place];
    return other !== undefined && port(other) === port(meta) && (meta === leader) === (other === resolved.leader);
  });
  return agree ? paired(metas, resolved.metas) : {};
}

function paired(listed: readonly NodeAddress[], resolved: readonly NodeAddress[]): OtherNames {
  if (listed.length !== resolved.length || new Set(resolved).size !== resolved.length) return {};
  return Object.fromEntries(
    listed.flatMap((address, place) => {
      const other = resolved[place];
      return other === undefined || other === address ? [] : [[address, [other]] as const];
    }),
  );
}

const port = (address: string): string => address.slice(address.lastIndexOf(':') + 1);
