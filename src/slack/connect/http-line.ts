import type { Server } from 'node:http';
import { HTTPReceiver, type CustomRoute } from '@slack/bolt';
import type { Clock } from '../../lib/clock.js';
import type { SlackLog } from '../log.js';
import { boltLogger } from './bolt-logger.js';
import type { Line } from './line.js';

/** Where Slack sends commands, events and clicks. */
const endpoint = '/slack/events';
const closingMs = 3_000;
/** Read before anybody knows whether Slack sent it; what Slack sends is far smaller, bytes. */
const largestBody = 1024 * 1024;

/** Slack calls us: signed requests on our own port. */
export class HttpLine implements Line {
  readonly receiver: HTTPReceiver;
  readonly #clock: Clock;
  readonly #listen: { readonly host: string; readonly port: number };
  readonly #onConnected: () => void;
  #address: { readonly host: string; readonly port: number } | undefined;
  #server: Pick<Server, 'address' | 'closeAllConnections'> | undefined;

  constructor(options: { readonly signingSecret: string; readonly listen: { readonly host: string; readonly port: number }; readonly routes: readonly CustomRoute[]; readonly clock: Clock; readonly log: SlackLog; readonly onConnected: () => void }) {
    this.#clock = options.clock;
    this.#listen = options.listen;
    this.#onConnected = options.onConnected;
    this.receiver = new HTTPReceiver({
      signingSecret: options.signingSecret,
      endpoints: [endpoint],
      bodyLimit: largestBody,
      customRoutes: [...options.routes],
      logger: boltLogger(options.log),
      // An error answer: Slack delivers it again.
      processEventErrorHandler: ({ error, response }) => {
        options.log.error({ err: error }, 'an event from Slack could not be handled');
        if (!response.headersSent) response.writeHead(500).end();
        return Promise.resolve(false);
      },
    });
  }

  get address(): { readonly host: string; readonly port: number } | undefined {
    return this.#address;
  }

  async open(): Promise<void> {
    const server: Pick<Server, 'address' | 'closeAllConnections'> = await this.receiver.start({ host: this.#listen.host, port: this.#listen.port });
    this.#server = server;
    const address = server.address();
    this.#address = { host: this.#listen.host, port: typeof address === 'object' && address !== null ? address.port : this.#listen.port };
    this.#onConnected();
  }

  health(): { readonly connected: boolean; readonly detail: string } {
    return this.#address === undefined
      ? { connected: false, detail: 'HTTP: not listening' }
      : { connected: true, detail: `HTTP: listening on ${this.#address.host}:${this.#address.port}${endpoint}` };
  }

  async close(): Promise<void> {
    if (this.#address === undefined) return;
    this.#address = undefined;
    const closed = this.receiver.stop().catch(() => undefined);
    const patience = new AbortController();
    await Promise.race([closed, this.#clock.sleep(closingMs, patience.signal)]);
    patience.abort();
    this.#server?.closeAllConnections();
  }
}
