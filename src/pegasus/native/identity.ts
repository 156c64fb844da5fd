import { nodeAddress, type NodeAddress } from '../../roll/ids.js';
import type { WireNodeInfo, WirePartition } from '../../wire/messages.js';

/**
 * A server as one leader named it, echoed byte for byte in a proposal. The two kinds cannot be mixed up:
 * a leader that knows host:port and is sent an address alone answers ERR_OK and dies at its next tick
 * (docs/pegasus.md, "host:port names"), and neither name may be made from the other.
 */
export interface AddressedNode {
  readonly kind: 'addressed';
  readonly address: string;
}
export interface NamedNode {
  readonly kind: 'named';
  readonly address: string;
  readonly hostPort: string;
}
export type NodeIdentity = AddressedNode | NamedNode;

/** How a cluster prints a server: host:port where it knows one, the address where not. Undefined: there is none. */
export function printedName(address: string | undefined, hostPort: string | undefined): NodeAddress | undefined {
  const name = hostPort ?? address;
  return name === undefined ? undefined : nodeAddress(name);
}

export const nameOf = ({ node, hpNode }: WireNodeInfo): NodeAddress | undefined => printedName(node, hpNode);

/** What else this leader calls its servers, and the name by which it was reached itself: nothing of it is made up. */
export function otherNames(
  nodes: readonly WireNodeInfo[],
  leader: NodeAddress,
  reachedAs: string,
): Readonly<Record<string, readonly NodeAddress[]>> {
  const both = nodes.flatMap((info): (readonly [string, readonly NodeAddress[]])[] => {
    const { node } = info;
    const name = nameOf(info);
    return name === undefined || node === undefined || node === name ? [] : [[name, [nodeAddress(node)]]];
  });
  return Object.fromEntries([...both, ...(reachedAs === leader ? [] : [[leader, [nodeAddress(reachedAs)]] as const])]);
}

/**
 * Whether a leader names servers host:port: it does when anything that it just answered says so. That is a trait of the
 * leader and not of a partition, of which one may come without its names; what is proposed for it would kill that
 * leader too.
 */
export function knowsNames(nodes: readonly WireNodeInfo[], partitions: readonly WirePartition[]): boolean {
  return (
    nodes.some((node) => 'hpNode' in node) ||
    partitions.some(
      (partition) => 'hpPrimary' in partition || 'hpSecondaries' in partition || 'hpLastDrops' in partition,
    )
  );
}

/**
 * The members of one partition as its leader names them: primary first. Those without a whole identity are left out.
 */
export function membersOf(partition: WirePartition, leaderKnowsNames: boolean): ReadonlyMap<NodeAddress, NodeIdentity> {
  const members = new Map<NodeAddress, NodeIdentity>();
  const add = (address: string | undefined, hostPort: string | undefined): void => {
    const name = printedName(address, hostPort);
    const identity = identify(address, hostPort, leaderKnowsNames);
    if (name !== undefined && identity !== undefined) members.set(name, identity);
  };
  add(partition.primary, partition.hpPrimary);
  partition.secondaries.forEach((address, place) => {
    add(address, partition.hpSecondaries?.[place]);
  });
  return members;
}

function identify(
  address: string | undefined,
  hostPort: string | undefined,
  leaderKnowsNames: boolean,
): NodeIdentity | undefined {
  if (address === undefined) return undefined;
  if (!leaderKnowsNames) return { kind: 'addressed', address };
  return hostPort === undefined ? undefined : { kind: 'named', address, hostPort };
}
