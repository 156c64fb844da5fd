import type { Clock } from '../../lib/clock.js';
import { fail } from '../../lib/result.js';
import type { Method } from '../../wire/methods.js';
import type { CallFailure } from './call-failure.js';
import { RpcConnection, type Called, type CallOptions } from './rpc-connection.js';

/**
 * After a connection that was refused, or lost before any answer, the next try waits, longer each time, and never
 * longer than one poll.
 */
const firstBackOffMs = 50;
const longestBackOffMs = 1_000;
/**
 * A connection that nobody has used for so long is closed, and never asked again: a firewall or a NAT between may have
 * forgotten it without a word, and what is asked on it then is never heard.
 */
const idleMs = 60_000;

/** A server and the connection to it, made when it is needed and made again when it was lost. */
export class Link {
  #connection: RpcConnection | undefined;
  #refusals = 0;
  #retryAt = 0;
  #refusal: CallFailure | undefined;
  #usedAt: number;

  constructor(
    readonly address: string,
    private readonly clock: Clock,
  ) {
    this.#usedAt = clock.now();
  }

  call<Request, Response>(
    method: Method<Request, Response>,
    request: Request,
    options: CallOptions,
  ): Promise<Called<Response>> {
    const now = this.clock.now();
    this.closeIfIdle(now);
    this.#usedAt = now;
    const connection = this.#connect();
    return connection instanceof RpcConnection
      ? connection.call(method, request, options)
      : Promise.resolve(fail(connection));
  }

  /** Closes it if it was not used of late; whether nothing is left of it. */
  closeIfIdle(now: number): boolean {
    if (now - this.#usedAt < idleMs || this.#connection?.isIdle === false) return false;
    this.#connection?.close();
    return true;
  }

  /** Nothing more is asked of it. */
  close(): void {
    this.#connection?.close();
  }

  #connect(): RpcConnection | CallFailure {
    if (this.#connection?.isOver === false) return this.#connection;
    const now = this.clock.now();
    if (this.#refusal !== undefined && now < this.#retryAt) return this.#refusal;
    const place = this.address.lastIndexOf(':');
    let opened = false;
    const connection = new RpcConnection({
      host: this.address.slice(0, place),
      port: Number(this.address.slice(place + 1)),
      clock: this.clock,
      onOpen: () => {
        opened = true;
      },
      onOver: (failure) => {
        if (connection.hasAnswered) {
          this.#refusals = 0;
          this.#refusal = undefined;
          return;
        }
        // Who hangs has cost the whole patience already.
        if (failure.kind === 'cancelled' || (opened && failure.kind === 'timeout')) return;
        this.#refusal = failure;
        this.#retryAt = this.clock.now() + Math.min(longestBackOffMs, firstBackOffMs * 2 ** this.#refusals);
        this.#refusals += 1;
      },
    });
    this.#connection = connection;
    return connection;
  }
}

/** The links to all servers of a cluster, by their addresses. */
export class ConnectionPool {
  readonly #connections = new Map<string, Link>();

  constructor(private readonly clock: Clock) {}

  /** `address` is `host:port`. */
  to(address: string): Link {
    const known = this.#connections.get(address);
    if (known !== undefined) return known;
    const link = new Link(address, this.clock);
    this.#connections.set(address, link);
    return link;
  }

  /** Lets go of what was not used of late: a port that is never asked again keeps nothing open. */
  sweep(): void {
    const now = this.clock.now();
    for (const [address, link] of this.#connections) if (link.closeIfIdle(now)) this.#connections.delete(address);
  }

  /** Nothing more is asked of any of them. */
  close(): void {
    for (const link of this.#connections.values()) link.close();
    this.#connections.clear();
  }
}
