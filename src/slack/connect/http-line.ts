import { HTTPReceiver } from '@slack/bolt';
import type { RequestListener } from 'node:http';
import type { HttpServer } from '../../lib/http-server.js';
import type { Log } from '../../lib/log.js';
import { sampledBoltLogger } from './bolt-logger.js';
import type { Line } from './line.js';

/** Where Slack sends commands, events and clicks. */
const endpoint = '/slack/events';
/** Read before anybody knows whether Slack sent it; what Slack sends is far smaller, bytes. */
const largestBody = 1024 * 1024;

/** Slack delivers an event again that was answered so, and tells the person who typed or pressed. */
const notNow: RequestListener = (_request, response) =>
  response.writeHead(503, { 'content-type': 'text/plain' }).end('the bot is not connected to Slack\n');

/** As long as nobody listens to what Slack sends. */
export function turnAway(httpServer: HttpServer): void {
  httpServer.serve('POST', endpoint, notNow);
}

/** Slack calls us: signed requests on our own port. */
export class HttpLine implements Line {
  readonly receiver: HTTPReceiver;
  readonly #httpServer: HttpServer;
  readonly #onConnected: () => void;
  #isOpen = false;

  constructor(options: {
    readonly signingSecret: string;
    readonly httpServer: HttpServer;
    readonly log: Log;
    readonly onConnected: () => void;
  }) {
    this.#httpServer = options.httpServer;
    this.#onConnected = options.onConnected;
    this.receiver = new HTTPReceiver({
      signingSecret: options.signingSecret,
      endpoints: [endpoint],
      bodyLimit: largestBody,
      logger: sampledBoltLogger(options.log),
      // An error answer: Slack delivers it again.
      processEventErrorHandler: ({ error, response }) => {
        options.log.error({ err: error }, 'an event from Slack could not be handled');
        if (!response.headersSent) response.writeHead(500).end();
        return Promise.resolve(false);
      },
    });
  }

  open(): Promise<void> {
    this.#httpServer.serve('POST', endpoint, this.receiver.requestListener);
    this.#isOpen = true;
    this.#onConnected();
    return Promise.resolve();
  }

  health(): { readonly connected: boolean; readonly detail: string } {
    const { host, port } = this.#httpServer.address;
    return this.#isOpen
      ? { connected: true, detail: `HTTP: listening on ${host}:${port}${endpoint}` }
      : { connected: false, detail: 'HTTP: not listening' };
  }

  close(): Promise<void> {
    this.#isOpen = false;
    turnAway(this.#httpServer);
    return Promise.resolve();
  }
}
