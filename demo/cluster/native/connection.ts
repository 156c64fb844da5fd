import type { Socket } from 'node:net';
import { WireFault } from '../../../src/wire/fault.js';
import { FrameStream, measureRequest } from '../../../src/wire/frame-stream.js';
import { decodeRequest, type ReceivedRequest } from '../../../src/wire/request.js';
import { HttpCutter, type HttpAnswer, type HttpRequest } from './http/request.js';

/** What a server does with what a connection brings; `false` closes it. */
export interface Listener {
  onRpc(request: ReceivedRequest, send: (bytes: Buffer) => void): boolean;
  onHttp(request: HttpRequest | HttpAnswer, send: (bytes: Buffer) => void): boolean;
}

/** The bytes that tell which language follows. */
const signature = 4;

/** Serves one connection until its end: the first four bytes decide between RPC and HTTP, anything else is closed. */
export function serveConnection(
  socket: Socket,
  listener: Listener,
  send: (socket: Socket, bytes: Buffer) => void,
): void {
  let first = Buffer.alloc(0);
  let read: ((chunk: Buffer) => boolean) | undefined;
  const reply = (bytes: Buffer): void => {
    send(socket, bytes);
  };
  socket.setNoDelay(true);
  // `close` follows every error.
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    let bytes = chunk;
    if (read === undefined) {
      first = Buffer.concat([first, chunk]);
      if (first.length < signature) return;
      bytes = first;
      read = readerOf(first.toString('latin1', 0, signature), listener, reply);
    }
    // Answers to requests that came together leave together.
    socket.cork();
    const well = read?.(bytes) === true;
    socket.uncork();
    if (!well) socket.destroy();
  });
}

function readerOf(
  begin: string,
  listener: Listener,
  reply: (bytes: Buffer) => void,
): ((chunk: Buffer) => boolean) | undefined {
  switch (begin) {
    case 'THFT':
      return rpcReader(listener, reply);
    case 'GET ':
    case 'POST': {
      const cutter = new HttpCutter();
      return (chunk) =>
        cutter.cut(chunk.toString('latin1'))?.every((request) => listener.onHttp(request, reply)) === true;
    }
    default:
      return undefined;
  }
}

/** A malformed header, or a body that is no message, ends the connection. */
function rpcReader(listener: Listener, reply: (bytes: Buffer) => void): (chunk: Buffer) => boolean {
  const stream = new FrameStream(measureRequest);
  return (chunk) => {
    let well = true;
    try {
      stream.push(chunk, (frame) => {
        const request = decodeRequest(frame);
        well &&= request.ok && listener.onRpc(request.value, reply);
      });
    } catch (error) {
      if (error instanceof WireFault) return false;
      throw error;
    }
    return well;
  };
}
