import type { Clock } from '../../../src/lib/clock.js';
import type { Socket } from 'node:net';

/**
 * What can go wrong between a client and a server that is well: `mute`: requests are read and never answered; `drop`:
 * the connection is closed instead of an answer; `cut`: closed in the middle of the answer; `drip`: an answer comes
 * byte by byte; `twice`: it comes twice.
 */
export const socketFaults = ['mute', 'drop', 'cut', 'drip', 'twice'] as const;
export type SocketFault = (typeof socketFaults)[number];

/** Between two bytes of a dripping answer, milliseconds. */
const dripMs = 5;

/** What still drips on a connection: an answer to a later request comes behind it, and not into it. */
const dripping = new WeakMap<Socket, Promise<void>>();

/** Sends an answer, or what the fault makes of it: at once, unless another one drips there. */
export async function sendAnswer(
  socket: Socket,
  bytes: Buffer,
  fault: SocketFault | undefined,
  clock: Clock,
): Promise<void> {
  const before = dripping.get(socket);
  if (before === undefined && fault !== 'drip') return send(socket, bytes, fault, clock);
  const sent = (before ?? Promise.resolve()).then(() => send(socket, bytes, fault, clock));
  dripping.set(socket, sent);
  await sent;
  if (dripping.get(socket) === sent) dripping.delete(socket);
}

async function send(socket: Socket, bytes: Buffer, fault: SocketFault | undefined, clock: Clock): Promise<void> {
  switch (fault) {
    case undefined:
      socket.write(bytes);
      return;
    case 'mute':
      return;
    case 'drop':
      socket.destroy();
      return;
    case 'cut':
      socket.end(bytes.subarray(0, Math.floor(bytes.length / 2)));
      return;
    case 'twice':
      socket.write(bytes);
      socket.write(bytes);
      return;
    case 'drip':
      for (const byte of bytes) {
        if (socket.destroyed) return;
        socket.write(Buffer.of(byte));
        await clock.sleep(dripMs);
      }
  }
}
