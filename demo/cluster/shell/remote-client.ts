import type { Clock } from '../../../src/lib/clock.js';
import type { Random } from '../../../src/lib/random.js';
import type { SimulatedServers } from '../servers.js';
import type { AddressBook } from './addresses.js';

/** The fixed timeout of a remote command, milliseconds. */
const timeoutMs = 5_000;

/** How often a refused connection ends in ERR_TIMEOUT after all; seen a few times among many ERR_NETWORK_FAILURE. */
const lateRefusal = 1 / 8;

export type RemoteResult =
  | { readonly kind: 'succeed'; readonly answer: string }
  | { readonly kind: 'failed'; readonly err: string };

/**
 * Asks all of `addresses` at once; the slowest of them is what the call takes. Answers in the order of the addresses.
 */
export async function callRemote(
  around: {
    readonly servers: SimulatedServers;
    readonly book: AddressBook;
    readonly clock: Clock;
    readonly random: Random;
    readonly signal: AbortSignal;
  },
  addresses: readonly string[],
  command: string,
  args: readonly string[],
): Promise<readonly RemoteResult[]> {
  const results = addresses.map((address): RemoteResult => {
    const known = around.book.canonical(address);
    const exists = around.servers.metaAddresses.includes(known) || around.servers.replicaAddresses.includes(known);
    const reply = exists ? around.servers.remoteCommand(known, command, args) : ({ kind: 'refused' } as const);
    switch (reply.kind) {
      case 'answer':
        return { kind: 'succeed', answer: reply.value };
      case 'hangs':
        return { kind: 'failed', err: 'ERR_TIMEOUT' };
      case 'no-handler':
        return { kind: 'failed', err: 'ERR_HANDLER_NOT_FOUND' };
      case 'refused':
        return { kind: 'failed', err: around.random.next() < lateRefusal ? 'ERR_TIMEOUT' : 'ERR_NETWORK_FAILURE' };
    }
  });
  if (results.some((result) => result.kind === 'failed' && result.err === 'ERR_TIMEOUT')) {
    await around.clock.sleep(timeoutMs, around.signal);
    around.signal.throwIfAborted();
  }
  return results;
}
