import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** What proxies add that hand on the requests of others. */
const handedOn = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const;

/** Whether a request was made on this machine, as far as can be told: one that a proxy handed on was not. */
export function isFromHere({
  socket,
  headers,
}: Pick<IncomingMessage, 'headers'> & { readonly socket: { readonly remoteAddress?: string | undefined } }): boolean {
  const from = socket.remoteAddress ?? '';
  const family = isIP(from);
  return (
    family !== 0 &&
    loopback.check(from, family === 4 ? 'ipv4' : 'ipv6') &&
    handedOn.every((name) => headers[name] === undefined)
  );
}
