import { createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../../../src/lib/clock.js';

/** A port that is still in use by somebody else is tried again after so many milliseconds of real time. */
const retryMs = 20;

/**
 * The port of one server process: open while the process listens, closed with all its connections when it is gone, and
 * with nobody behind it while the process is stopped by a signal: connections are taken, nothing is read.
 */
export class ServerPort {
  #server: Server | undefined;
  #wanted: 'closed' | 'open' | 'frozen' = 'open';
  #cancelRetry: (() => void) | undefined;
  readonly #sockets = new Set<Socket>();

  constructor(
    private readonly port: number,
    private readonly clock: Clock,
    private readonly accept: (socket: Socket) => void,
    reserved: Server | undefined,
  ) {
    if (reserved !== undefined) this.#use(reserved);
  }

  follow(state: 'closed' | 'open' | 'frozen'): void {
    this.#wanted = state;
    if (state === 'closed') {
      this.#shut();
      return;
    }
    for (const socket of this.#sockets) this.#meet(socket);
    if (this.#server === undefined && this.#cancelRetry === undefined) this.#open();
  }

  #shut(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    this.#server?.close();
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  #open(): void {
    const server = createServer();
    this.#use(server);
    server.once('error', () => {
      if (this.#server !== server) return;
      this.#server = undefined;
      this.#cancelRetry = this.clock.after(retryMs, () => {
        this.#cancelRetry = undefined;
        if (this.#wanted !== 'closed') this.#open();
      });
    });
    server.listen({ host: '127.0.0.1', port: this.port });
  }

  #use(server: Server): void {
    this.#server = server;
    server.on('connection', (socket) => {
      if (this.#server !== server) {
        socket.destroy();
        return;
      }
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      this.accept(socket);
      this.#meet(socket);
    });
  }

  #meet(socket: Socket): void {
    if (this.#wanted === 'frozen') socket.pause();
    else socket.resume();
  }
}
