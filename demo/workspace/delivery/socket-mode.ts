import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { assertNever } from '../../../src/lib/assert-never.js';
import { realClock, type Clock } from '../../../src/lib/clock.js';
import { ackWithinMs, app } from '../facts.js';
import { SlackFailure } from '../failure.js';
import type { DeliveryKind, Misbehaviours } from '../misbehaviour.js';
import type { Delivery, Outcome, Retry, Transport } from './delivery.js';

export const socketPath = '/_socket';
const mostConnections = 10;
const pingEveryMs = 10_000;
/** A ticket opens one connection and is soon stale. */
const ticketGoodForMs = 30_000;
const politeMs = 250;

const acknowledgement = z.object({ envelope_id: z.string(), payload: z.unknown().optional() });

interface Connection {
  readonly id: string;
  readonly socket: WebSocket;
  readonly since: number;
  /** Told to go: gets nothing new. */
  leaving: boolean;
  delivered: number;
  readonly stopPings: () => void;
}

interface Awaited {
  readonly connection: Connection;
  readonly settle: (
    result:
      | { readonly acked: true; readonly answer?: unknown }
      | { readonly acked: false; readonly reason: 'timeout' | 'connection_failed' },
  ) => void;
}

/** Socket Mode: up to ten connections, each payload to one of them, acknowledged by its envelope_id. */
export class SocketMode implements Transport {
  readonly #clock: Clock;
  readonly #misbehaviours: Misbehaviours;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 1024 * 1024 });
  readonly #tickets = new Map<string, number>();
  readonly #awaited = new Map<string, Awaited>();
  readonly #whenChanged: () => void;
  #connections: Connection[] = [];
  #next = 0;

  /** @param whenChanged told when an app has come or gone. */
  constructor(clock: Clock, misbehaviours: Misbehaviours, whenChanged: () => void) {
    this.#clock = clock;
    this.#misbehaviours = misbehaviours;
    this.#whenChanged = whenChanged;
  }

  /**
   * The path of a new connection, with its ticket.
   * @throws SlackFailure `internal_error` while connections are refused, `too_many_websockets`.
   */
  ticket(): string {
    if (this.#misbehaviours.refusesConnections('open')) throw new SlackFailure('internal_error');
    if (this.#connections.length >= mostConnections) throw new SlackFailure('too_many_websockets');
    const now = this.#clock.now();
    for (const [ticket, until] of this.#tickets) if (until <= now) this.#tickets.delete(ticket);
    const ticket = randomUUID();
    this.#tickets.set(ticket, now + ticketGoodForMs);
    return `${socketPath}?ticket=${ticket}&app_id=${app.id}`;
  }

  /** Takes over an HTTP upgrade of `socketPath`. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    if (this.#misbehaviours.refusesConnections('handshake')) {
      refuse(stream, '503 Service Unavailable');
      return;
    }
    const ticket = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams.get('ticket') ?? '';
    const until = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    if (until === undefined || until <= this.#clock.now()) {
      refuse(stream, '403 Forbidden');
      return;
    }
    this.#server.handleUpgrade(request, stream, head, (socket) => {
      this.#welcome(socket);
    });
  }

  deliver(delivery: Delivery, retry: Retry): Promise<Outcome> {
    const connection = this.#pick();
    if (connection === undefined)
      return Promise.resolve({ acked: false, via: 'socket', ms: 0, reason: 'not_connected' });
    const envelopeId = randomUUID();
    const sentAt = this.#clock.now();
    return new Promise((resolve) => {
      const settle: Awaited['settle'] = (result) => {
        cancel();
        this.#awaited.delete(envelopeId);
        resolve({ ...result, via: 'socket', ms: this.#clock.now() - sentAt });
      };
      const cancel = this.#clock.after(ackWithinMs, () => {
        settle({ acked: false, reason: 'timeout' });
      });
      this.#awaited.set(envelopeId, { connection, settle });
      connection.delivered += 1;
      connection.socket.send(
        JSON.stringify({
          envelope_id: envelopeId,
          type: envelopeType(delivery.kind),
          payload: delivery.payload,
          accepts_response_payload: delivery.acceptsAnswer,
          ...(delivery.kind === 'event' && { retry_attempt: retry.attempt, retry_reason: retry.reason }),
        }),
      );
    });
  }

  connections(): object[] {
    return this.#connections.map(({ id, since, leaving, delivered }) => ({ id, since, leaving, delivered }));
  }

  /** Slack's goodbye: the app is told, then the connection is closed. */
  sayGoodbye(reason: 'warning' | 'refresh_requested' | 'link_disabled', closeAfterMs: number): number {
    const leaving = this.#connections.filter((connection) => !connection.leaving);
    for (const connection of leaving) {
      connection.leaving = true;
      connection.socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-demo' } }));
      this.#clock.after(closeAfterMs, () => {
        connection.socket.close(1000);
      });
    }
    return leaving.length;
  }

  /** Cuts every connection without a word. */
  drop(): number {
    const cut = this.#connections;
    for (const connection of cut) {
      this.#forget(connection);
      connection.socket.terminate();
    }
    return cut.length;
  }

  async close(): Promise<void> {
    const open = this.#connections;
    const closed = open.map((connection) => new Promise((resolve) => connection.socket.once('close', resolve)));
    for (const { socket } of open) socket.close(1001);
    // The peer answers in real time, whatever clock this server goes by; one that doesn't is cut off.
    await Promise.race([Promise.all(closed), realClock.sleep(politeMs)]);
    this.drop();
    this.#server.close();
  }

  #welcome(socket: WebSocket): void {
    const ping = (): (() => void) =>
      this.#clock.after(pingEveryMs, () => {
        if (socket.readyState !== WebSocket.OPEN) return;
        socket.ping('Ping from workspace');
        stopPings = ping();
      });
    let stopPings = ping();
    const connection: Connection = {
      id: randomUUID().slice(0, 8),
      socket,
      since: this.#clock.now(),
      leaving: false,
      delivered: 0,
      stopPings: () => {
        stopPings();
      },
    };
    this.#connections = [...this.#connections, connection];
    this.#whenChanged();
    socket.on('message', (data, isBinary) => {
      if (!isBinary && data instanceof Buffer) this.#hear(data.toString('utf8'));
    });
    socket.on('close', () => {
      this.#forget(connection);
    });
    // A broken connection is closed next; there is nothing else to do about it.
    socket.on('error', () => undefined);
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#connections.length,
        debug_info: { host: 'applink-demo', build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: app.id },
      }),
    );
  }

  #hear(text: string): void {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return;
    }
    const heard = acknowledgement.safeParse(value);
    if (!heard.success) return;
    this.#awaited.get(heard.data.envelope_id)?.settle({ acked: true, answer: heard.data.payload });
  }

  #pick(): Connection | undefined {
    const live = this.#connections.filter(
      (connection) => !connection.leaving && connection.socket.readyState === WebSocket.OPEN,
    );
    this.#next += 1;
    return live[this.#next % live.length];
  }

  #forget(connection: Connection): void {
    if (!this.#connections.includes(connection)) return;
    connection.stopPings();
    this.#connections = this.#connections.filter((other) => other !== connection);
    this.#whenChanged();
    for (const awaited of [...this.#awaited.values()]) {
      if (awaited.connection === connection) awaited.settle({ acked: false, reason: 'connection_failed' });
    }
  }
}

function envelopeType(kind: DeliveryKind): 'events_api' | 'slash_commands' | 'interactive' {
  switch (kind) {
    case 'event':
      return 'events_api';
    case 'command':
      return 'slash_commands';
    case 'interaction':
      return 'interactive';
    default:
      return assertNever(kind);
  }
}

function refuse(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
