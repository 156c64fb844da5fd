import { WireFault } from './fault.js';

/** More servers than any cluster has; a peer that invents more only makes the book start over. */
const mostEntries = 65_536;

/**
 * Addresses as numbers and as text: `10.0.0.1:34801`. A snapshot of a large cluster names each server
 * hundreds of thousands of times; one book for all its answers keeps one string for each.
 */
export class AddressBook {
  readonly #texts = new Map<number, string>();
  /** By a hash of the bytes; of two with the same hash the later one stays. */
  readonly #names = new Map<number, { readonly host: Buffer; readonly port: number; readonly text: string }>();

  /** `ip` and `port` as unsigned numbers. */
  text(ip: number, port: number): string {
    const key = ip * 65_536 + port;
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    if (this.#texts.size >= mostEntries) this.#texts.clear();
    const text = `${ip >>> 24}.${(ip >>> 16) & 255}.${(ip >>> 8) & 255}.${ip & 255}:${port}`;
    this.#texts.set(key, text);
    return text;
  }

  /**
   * The one string for a host, which stands in `bytes`, and its port. What is known already is found by its
   * bytes: a string for every time that a server is named would be most of what a large snapshot costs.
   * @throws WireFault when there can be no such host.
   */
  name(bytes: Buffer, from: number, length: number, port: number): string {
    let hash = port;
    for (let at = from; at < from + length; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 16_777_619);
    const known = this.#names.get(hash);
    if (known !== undefined && known.port === port && isThere(known.host, bytes, from, length)) return known.text;
    const host = bytes.toString('latin1', from, from + length);
    checkHost(host, port);
    if (this.#names.size >= mostEntries) this.#names.clear();
    const text = `${host}:${port}`;
    this.#names.set(hash, { host: Buffer.from(host, 'latin1'), port, text });
    return text;
  }
}

/** Byte by byte: for a few bytes that is faster than to call out for it. */
function isThere(host: Buffer, bytes: Buffer, from: number, length: number): boolean {
  if (host.length !== length) return false;
  for (let at = 0; at < length; at += 1) if (host[at] !== bytes[from + at]) return false;
  return true;
}

/** Bytes. */
export const longestHost = 255;
/** What can stand in a host name; anything else would also be trouble in a message or on a command line. */
const hostName = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;

function checkHost(host: string, port: number): void {
  if (host.length > longestHost || !hostName.test(host) || !(port >= 1 && port <= 65_535))
    throw new WireFault(
      'bad-value',
      `${JSON.stringify(host.slice(0, longestHost))} and ${port} are not a host and a port`,
    );
}

/** `rs1.example:34801` taken apart. @throws WireFault */
export function parseHostPort(text: string): { readonly host: string; readonly port: number } {
  const [, host = '', digits = '0'] = /^(.*):(\d{1,5})$/.exec(text) ?? [];
  checkHost(host, Number(digits));
  return { host, port: Number(digits) };
}

const ipv4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3}):(\d{1,5})$/;

/** `10.0.0.1:34801` in numbers. @throws WireFault */
export function parseIpv4Address(text: string): { readonly ip: number; readonly port: number } {
  const [a = 256, b = 256, c = 256, d = 256, port = 65_536] = ipv4.exec(text)?.slice(1).map(Number) ?? [];
  if (Math.max(a, b, c, d) > 255 || port > 65_535 || port < 1)
    throw new WireFault('bad-value', `${JSON.stringify(text)} is not an IPv4 address and a port`);
  return { ip: ((a << 24) | (b << 16) | (c << 8) | d) >>> 0, port };
}

/** Keeps what was worked out for an address: a large answer names the same few thousand again and again. */
export function remembering(encode: (text: string) => Buffer): (text: string) => Buffer {
  const known = new Map<string, Buffer>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    if (known.size >= mostEntries) known.clear();
    const bytes = encode(text);
    known.set(text, bytes);
    return bytes;
  };
}
