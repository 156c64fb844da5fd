import type { Generation, SimulatedServers } from '../servers.js';

/** The one name that every machine resolves, both ways; other hosts are known by the name they have. */
const loopback = { name: 'localhost', ip: '127.0.0.1' } as const;

/** How the shell reads `host:port` and how it shows addresses. */
export class AddressBook {
  readonly #dialect: Generation;
  readonly #servers: SimulatedServers;
  readonly #known: ReadonlySet<string>;

  constructor(servers: SimulatedServers, dialect: Generation) {
    this.#dialect = dialect;
    this.#servers = servers;
    this.#known = new Set([...servers.metaAddresses, ...servers.replicaAddresses]);
  }

  /**
   * The address as the shell goes on with it: up to 2.5 an IPv4 address, on newer as given. Undefined when it names no
   * host.
   */
  resolve(text: string): string | undefined {
    const address = split(text);
    if (address === undefined) return undefined;
    if (isIpv4(address.host)) return text;
    // A leader that lists other names has a shell that keeps them as they are given.
    const keeps = this.#dialect === 'newer' || (this.#servers.otherNames ?? 'none') !== 'none';
    if (address.host === loopback.name) return !keeps ? `${loopback.ip}:${address.port}` : text;
    return this.#known.has(text) || this.#knowsHost(address.host) ? text : undefined;
  }

  /** The same server under the name that the cluster has for it. */
  canonical(address: string): string {
    if (this.#known.has(address)) return address;
    const other = swapLoopback(address);
    return this.#known.has(other) ? other : address;
  }

  /** What `-r` makes of an address: a name up to 2.5, an IP on newer; as it is when that is not to be had. */
  shownResolved(address: string): string {
    const { otherNames = 'none' } = this.#servers;
    if (otherNames !== 'none') return otherNames === 'resolvable' ? swapLoopback(address) : address;
    const { host } = split(address) ?? { host: '' };
    const resolvable = this.#dialect === '2.5' ? host === loopback.ip : host === loopback.name;
    return resolvable ? swapLoopback(address) : address;
  }

  /** Up to 2.5 by IP and port as numbers; on newer by name. */
  sorted(addresses: readonly string[]): string[] {
    return addresses.toSorted((one, other) => {
      const left = sortKey(one, this.#dialect);
      const right = sortKey(other, this.#dialect);
      if (left === right) return 0;
      return left < right ? -1 : 1;
    });
  }

  #knowsHost(host: string): boolean {
    return [...this.#known].some((address) => split(address)?.host === host);
  }
}

function split(text: string): { readonly host: string; readonly port: string } | undefined {
  const match = /^([^:\s]+):(\d{1,5})$/.exec(text);
  const [, host, port] = match ?? [];
  if (host === undefined || port === undefined || Number(port) < 1 || Number(port) > 65_535) return undefined;
  return { host, port };
}

const isIpv4 = (host: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(host) && host.split('.').every((part) => Number(part) <= 255);

function swapLoopback(address: string): string {
  const parts = split(address);
  if (parts?.host === loopback.ip) return `${loopback.name}:${parts.port}`;
  if (parts?.host === loopback.name) return `${loopback.ip}:${parts.port}`;
  return address;
}

function sortKey(address: string, dialect: Generation): string {
  const { host, port } = split(address) ?? { host: address, port: '0' };
  const name =
    dialect === '2.5'
      ? host
          .split('.')
          .map((part) => part.padStart(3, '0'))
          .join('.')
      : host;
  return `${name}:${port.padStart(5, '0')}`;
}
