import { createServer, type RequestListener, type Server } from 'node:http';
import type { Clock } from './clock.js';
import type { Log } from './log.js';
import { reasonOf } from './thrown.js';

/**
 * An idle connection is kept longer than those who reuse one do: load balancers keep theirs for a minute, Google's for
 * ten. One that is closed here first loses the request that is on its way just then, and Slack tells a person that it
 * failed.
 */
const keepAliveMs = 650_000;
/** For the head of a request, and for all of it; neither may end a connection before it counts as idle. */
const requestMs = keepAliveMs + 10_000;

/** Slack, its balancer and those who look after the bot need a handful; more are closed before they cost anything. */
const mostConnections = 256;

/** Requests under way are waited for when it closes, milliseconds. */
const closingMs = 3_000;

/**
 * The one port at which the bot is called, by whoever can reach it: each path is answered by whoever has said so last.
 * Nothing that a request holds, and nothing that an answer throws, ends the process.
 */
export class HttpServer {
  readonly #server: Server;
  readonly #clock: Clock;
  readonly #answers = new Map<string, RequestListener>();
  readonly address: { readonly host: string; readonly port: number };

  /** @throws when it cannot listen there. Port 0 takes any. */
  static async open(
    listen: { readonly host: string; readonly port: number },
    clock: Clock,
    log: Log,
  ): Promise<HttpServer> {
    const server = createServer({
      keepAliveTimeout: keepAliveMs,
      headersTimeout: requestMs,
      requestTimeout: requestMs,
    });
    server.maxConnections = mostConnections;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(listen.port, listen.host, resolve);
    });
    return new HttpServer(server, listen, clock, log);
  }

  private constructor(
    server: Server,
    { host, port }: { readonly host: string; readonly port: number },
    clock: Clock,
    log: Log,
  ) {
    const address = server.address();
    this.address = { host, port: typeof address === 'object' && address !== null ? address.port : port };
    this.#server = server;
    this.#clock = clock;
    server.on('error', (error) => {
      log.error({ err: error }, 'the HTTP port has trouble');
    });
    server.on('request', (request, response) => {
      try {
        // Compared as it was sent: a parser of addresses throws at some that are none.
        const [path = ''] = (request.url ?? '').split('?');
        const answer = this.#answers.get(`${request.method ?? ''} ${path}`);
        if (answer === undefined) response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
        else answer(request, response);
      } catch (error) {
        log.error({ reason: reasonOf(error) }, 'an HTTP request could not be answered');
        if (!response.headersSent) response.writeHead(500);
        response.end();
      }
    });
  }

  serve(method: 'GET' | 'POST', path: string, answer: RequestListener): void {
    this.#answers.set(`${method} ${path}`, answer);
  }

  /** Takes nothing more; resolves when what was under way has been answered, or has been given time enough. */
  async close(): Promise<void> {
    const patience = new AbortController();
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    await Promise.race([closed, this.#clock.sleep(closingMs, patience.signal)]);
    patience.abort();
    this.#server.closeAllConnections();
    await closed;
  }
}
