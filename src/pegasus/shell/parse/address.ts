import { nodeAddress, type NodeAddress } from '../../../roll/ids.js';

/** A host name or an IPv4 address, and a port: nothing that a command line could take for more than one word. */
const pattern = /^(?=.{1,253}:)[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?:([0-9]{1,5})$/;

/** `host:port` as a cluster prints it and a command line can carry it; undefined for anything else. */
export function parseAddress(text: string): NodeAddress | undefined {
  const port = Number(pattern.exec(text)?.[2]);
  return port >= 1 && port <= 65_535 ? nodeAddress(text) : undefined;
}

export type ReadAddress = typeof parseAddress;

/** The same, for a document that names few servers many times over. */
export function addressReader(): ReadAddress {
  const known = new Map<string, NodeAddress | undefined>();
  return (text) => {
    if (!known.has(text)) known.set(text, parseAddress(text));
    return known.get(text);
  };
}
