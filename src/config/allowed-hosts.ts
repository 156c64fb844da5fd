import { BlockList, isIP } from 'node:net';
import { hostOf, type NodeAddress } from '../roll/ids.js';

/** Whether the bot may have to do with the server at an address. */
export type HostRule = (address: string) => boolean;

const label = '[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?';
const name = new RegExp(`^(?:\\*\\.)?${label}(?:\\.${label})*$`);
const cidr = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/;

/** A name, `*.domain`, an address, or a range of addresses such as 10.0.0.0/16. */
export function isHostEntry(entry: string): boolean {
  const [, net = '', bits] = cidr.exec(entry) ?? [];
  if (bits !== undefined) return isIP(net) !== 0 && Number(bits) <= (isIP(net) === 4 ? 32 : 128);
  return isIP(entry) !== 0 || (name.test(entry) && !/^[\d.]+$/.test(entry));
}

/**
 * Reads `allowedHosts`. A name stands for itself, `*.domain` for every name under it, and no name for what it would
 * resolve to.
 * @param configured servers of the configuration: their hosts are allowed without being said twice
 */
export function allowedHosts(entries: readonly string[], configured: readonly NodeAddress[]): HostRule {
  const ranges = new BlockList();
  const names = new Set(configured.map(hostOf));
  const domains: string[] = [];
  for (const entry of entries) {
    const [, net = '', bits] = cidr.exec(entry) ?? [];
    if (bits !== undefined) ranges.addSubnet(net, Number(bits), isIP(net) === 4 ? 'ipv4' : 'ipv6');
    else if (isIP(entry) !== 0) ranges.addAddress(entry, isIP(entry) === 4 ? 'ipv4' : 'ipv6');
    else if (entry.startsWith('*.')) domains.push(entry.slice(1).toLowerCase());
    else names.add(entry.toLowerCase());
  }
  return (address) => {
    const host = hostOf(address);
    const family = isIP(host);
    if (names.has(host)) return true;
    return family === 0
      ? domains.some((domain) => host.endsWith(domain) && host.length > domain.length)
      : ranges.check(host, family === 4 ? 'ipv4' : 'ipv6');
  };
}
