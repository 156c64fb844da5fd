import { createHmac, randomUUID } from 'node:crypto';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer, text } from 'node:stream/consumers';
import { WebSocketServer, type WebSocket } from 'ws';
import { z } from 'zod';
import { realClock } from '../../src/lib/clock.js';
import { RequestLimit } from '../../src/slack/intents/request-limit.js';
import { startSlack, type Slack } from '../../src/slack/start-slack.js';
import { startWorkspace, type WorkspaceHandle } from '../../demo/workspace/start.js';
import type { FakeRunService } from '../support/fake-run-service.js';
import { hurried, openDoor, until } from '../slack/bot.js';

const endings: (() => Promise<unknown>)[] = [];
export async function closeFronts(): Promise<void> {
  for (const end of endings.splice(0).reverse()) await end();
}

export type Mode = 'http' | 'socket';
export type Kind = 'command' | 'interaction' | 'event';
type Json = Readonly<Record<string, unknown>>;

/**
 * What came back of a request: the HTTP status (200 for an acknowledged envelope), and the answer in the
 * acknowledgement.
 */
export interface Acked {
  readonly status: number;
  readonly body: string;
}

const envelopeTypes: Readonly<Record<Kind, string>> = {
  command: 'slash_commands',
  interaction: 'interactive',
  event: 'events_api',
};
const ackSchema = z.object({ envelope_id: z.string(), payload: z.unknown().optional() });

/**
 * Slack itself, as hostile as it can get: any payload can be handed to the bot, through Bolt's real receivers in both
 * modes, and `users.info` answers what the test wants. Everything else is the local workspace's. What the bot tells one
 * person, as an answer or as an ephemeral message, is gathered in `told`.
 */
export class Front {
  readonly told: { readonly to: string; readonly text: string }[] = [];
  /** What the bot calls, with its arguments as they came. */
  readonly calls: { readonly method: string; readonly body: string }[] = [];
  /** Answers in place of the workspace's. */
  override: (method: string, args: URLSearchParams) => Json | undefined = () => undefined;
  readonly #sockets = new Set<WebSocket>();
  readonly #waiting = new Map<string, (acked: Acked) => void>();

  private constructor(
    readonly mode: Mode,
    readonly workspace: WorkspaceHandle,
    readonly url: string,
  ) {}

  static async open(
    mode: Mode,
    runService: FakeRunService,
    override?: Front['override'],
  ): Promise<{ readonly front: Front; readonly slack: Slack; readonly lines: string[] }> {
    const workspace = await startWorkspace({ port: 0, clock: realClock });
    endings.push(() => workspace.close());
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const front = new Front(
      mode,
      workspace,
      `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    );
    if (override !== undefined) front.override = override;
    server.on('request', (incoming, response) => void front.#answer(incoming, response));
    const sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket) => {
      front.#greet(socket);
    });
    endings.push(async () => {
      sockets.close();
      for (const socket of front.#sockets) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    const lines: string[] = [];
    const write = (fields: object, said: string): void =>
      void lines.push(
        `${said} ${JSON.stringify(fields, (_key, value: unknown) => (value instanceof Error ? value.stack : value))}`,
      );
    const { httpServer, url } = await openDoor(endings);
    const slack = await startSlack({
      runService,
      httpServer,
      clock: hurried,
      // Everybody tries every word here, faster than people type.
      limit: new RequestLimit(hurried, { ofPerson: 1_000, ofCluster: 1_000 }),
      log: { debug: write, info: write, warn: write, error: write },
      mode,
      tokens: { bot: workspace.botToken, app: workspace.appToken, signingSecret: workspace.signingSecret },
      apiUrl: `${front.url}/api/`,
    });
    endings.push(() => slack.stop());
    if (mode === 'socket') await until(() => front.#sockets.size > 0);
    else front.#receiver = `${url}/slack/events`;
    return { front, slack, lines };
  }

  #receiver = '';
  get receiver(): string {
    return this.#receiver;
  }

  /** Hands a payload to the bot as Slack does; resolves with its acknowledgement. */
  deliver(kind: Kind, payload: Json): Promise<Acked> {
    return this.mode === 'http' ? this.post(kind, payload) : this.#send(kind, payload);
  }

  /** Over HTTP, with any part of the request changed. */
  async post(
    kind: Kind,
    payload: Json,
    changes: {
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string | undefined>>;
      readonly secondsAgo?: number;
      readonly secret?: string;
    } = {},
  ): Promise<Acked> {
    const [contentType, encoded] = encode(kind, payload);
    const seconds = Math.floor(realClock.now() / 1000) - (changes.secondsAgo ?? 0);
    const signature = `v0=${createHmac('sha256', changes.secret ?? this.workspace.signingSecret)
      .update(`v0:${seconds}:${encoded}`)
      .digest('hex')}`;
    const headers = Object.entries<string | undefined>({
      'content-type': contentType,
      'x-slack-request-timestamp': String(seconds),
      'x-slack-signature': signature,
      ...changes.headers,
    });
    return send(
      this.#receiver,
      Object.fromEntries(headers.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
      changes.body ?? encoded,
    );
  }

  toldTo(user: string): readonly string[] {
    return this.told.filter(({ to }) => to === user).map(({ text }) => text);
  }

  /** Where answers to this person go. */
  responseUrl(user: string): string {
    return `${this.url}/answers/${user}`;
  }

  #send(kind: Kind, payload: Json): Promise<Acked> {
    const envelope = randomUUID();
    const [socket] = this.#sockets;
    if (socket === undefined) throw new Error('the bot is not connected');
    return new Promise((resolve) => {
      this.#waiting.set(envelope, resolve);
      socket.send(
        JSON.stringify({
          envelope_id: envelope,
          type: envelopeTypes[kind],
          payload,
          accepts_response_payload: kind === 'command',
        }),
      );
    });
  }

  #greet(socket: WebSocket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('message', (data: Buffer) => {
      const ack = ackSchema.parse(JSON.parse(data.toString()));
      this.#waiting.get(ack.envelope_id)?.({ status: 200, body: JSON.stringify(ack.payload ?? '') });
    });
    socket.send(JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A0PEGASUS1' } }));
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = incoming.url ?? '';
    const body = await buffer(incoming);
    const reply = (answer: Json): void =>
      void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    const answers = /^\/answers\/(\w+)$/.exec(path)?.[1];
    if (answers !== undefined) {
      this.told.push({ to: answers, text: z.object({ text: z.string() }).parse(JSON.parse(body.toString())).text });
      reply({ ok: true });
      return;
    }
    const method = path.slice('/api/'.length);
    const args = new URLSearchParams(body.toString());
    this.calls.push({ method, body: body.toString() });
    if (method === 'apps.connections.open') {
      reply({ ok: true, url: `${this.url.replace('http', 'ws')}/link` });
      return;
    }
    if (method === 'chat.postEphemeral') this.told.push({ to: args.get('user') ?? '', text: args.get('text') ?? '' });
    const overridden = this.override(method, args);
    if (overridden !== undefined) {
      reply(overridden);
      return;
    }
    const headers = Object.fromEntries(
      ['authorization', 'content-type'].flatMap((name) =>
        typeof incoming.headers[name] === 'string' ? [[name, incoming.headers[name]]] : [],
      ),
    );
    const forwarded = await fetch(`${this.workspace.apiUrl}${method}`, { method: 'POST', headers, body });
    response.writeHead(forwarded.status, { 'content-type': 'application/json' }).end(await forwarded.text());
  }
}

/** Over a connection of its own: a request that is cut off must not spoil the next one. */
function send(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<Acked> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method: 'POST', agent: false, headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
      (response) => {
        text(response).then((answer) => {
          resolve({ status: response.statusCode ?? 0, body: answer });
          sent.destroy();
        }, reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

function encode(kind: Kind, payload: Json): [string, string] {
  if (kind === 'event') return ['application/json', JSON.stringify(payload)];
  const form = new URLSearchParams();
  if (kind === 'interaction') form.set('payload', JSON.stringify(payload));
  else for (const [name, value] of Object.entries(payload)) form.set(name, String(value));
  return ['application/x-www-form-urlencoded', form.toString()];
}
