import { createServer, type Server } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { Hono, type HonoRequest } from 'hono';
import type { Clock } from '../../src/lib/clock.js';
import { WebApi } from './api/web-api.js';
import type { ClusterFeed } from './control/cluster-feed.js';
import { controlRoutes } from './control/control.js';
import { misbehave } from './control/misbehave.js';
import { Feed } from './control/feed.js';
import { AppEvents } from './delivery/app-events.js';
import { Courier } from './delivery/courier.js';
import { HttpMode } from './delivery/http-mode.js';
import { SocketMode, socketPath } from './delivery/socket-mode.js';
import { appToken, botToken, grantedScopes, signingSecret } from './facts.js';
import { SlackFailure } from './failure.js';
import { fromThisMachine } from './loopback.js';
import { Misbehaviours, type Misbehaviour } from './misbehaviour.js';
import { pageRoutes } from './page.js';
import { Answers } from './people/answers.js';
import { Deeds } from './people/deeds.js';
import {
  seedChannels,
  seedCommands,
  seedGroups,
  seedShortcuts,
  seedUsers,
  type Channel,
  type Shortcut,
  type SlashCommand,
  type User,
  type UserGroup,
} from './people/roster.js';
import { toldView } from './people/story.js';
import { ViewDeeds } from './people/view-deeds.js';
import { Views } from './people/views.js';
import { Files, largestFile } from './world/uploads.js';
import { World } from './world/world.js';

/** Beside the compiled server; a test that runs the sources finds what was built before it. */
const builtPage = new URL(import.meta.url.endsWith('.ts') ? '../../dist/demo/page/' : '../page/', import.meta.url);
const largestBody = 1024 * 1024;
/** What a form adds around the file in it. */
const formOverhead = 4096;

export interface WorkspaceOptions {
  /** 0 for any that is free. */
  readonly port: number;
  readonly clock: Clock;
  /** Told of what should not happen: a fault within the server itself. */
  readonly log?: (text: string) => void;
  /** HTTP mode: where commands, events and interactivity are POSTed, signed. Absent: Socket Mode. */
  readonly requestUrl?: string;
  /** Who there is besides the bot and Slackbot; default: the people of the demo. */
  readonly users?: readonly User[];
  readonly channels?: readonly Channel[];
  readonly groups?: readonly UserGroup[];
  /** Slash commands of the app; default `/pegasus`. */
  readonly commands?: readonly SlashCommand[];
  /** What people have said before anything happens. */
  readonly opening?: readonly Opening[];
  /** Shortcuts of the app; default those of this bot. */
  readonly shortcuts?: readonly Shortcut[];
  /** The simulated cluster that the page shows as well; absent: a page of the conversation alone. */
  readonly cluster?: ClusterFeed;
  /** Event types the app has subscribed to; default all. */
  readonly events?: readonly string[];
  /** Scopes of the bot's token; default all that the methods here need. */
  readonly scopes?: readonly string[];
}

/** Something that somebody has said in a channel. */
export interface Opening {
  readonly channel: string;
  readonly user: string;
  readonly text: string;
}

export interface WorkspaceHandle {
  /** `http://127.0.0.1:PORT`: the page; `/_control` is below it. */
  readonly url: string;
  /** What SLACK_API_URL has to be; ends in `/api/`. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  /** Turns to HTTP mode. */
  setRequestUrl(url: string): void;
  /** What `POST /_control/misbehave` does. */
  misbehave(fault: Misbehaviour): void;
  close(): Promise<void>;
}

/**
 * A Slack workspace on this machine, for tests and the demo: Web API, Socket Mode and HTTP mode,
 * people who are driven at `/_control`, and a page. Nothing is kept when it closes.
 * @throws when the port is taken.
 */
export async function startWorkspace(options: WorkspaceOptions): Promise<WorkspaceHandle> {
  const { clock } = options;
  const server = createServer();
  const url = `http://127.0.0.1:${await listen(server, options.port)}`;

  const world = new World(
    clock,
    options.users ?? seedUsers,
    options.channels ?? seedChannels,
    options.groups ?? seedGroups,
  );
  // Before anybody listens: the app is not told of it.
  for (const { channel, user, text } of options.opening ?? []) world.post({ channel, user, text });
  const misbehaviours = new Misbehaviours(clock);
  const feed = new Feed(world);
  const socketMode = new SocketMode(clock, misbehaviours, () => {
    feed.tell({ kind: 'state' });
  });
  let httpMode = options.requestUrl === undefined ? undefined : new HttpMode(options.requestUrl, clock);
  const courier = new Courier(clock, misbehaviours, () => httpMode ?? socketMode);
  const events = new AppEvents(clock, world, courier, options.events);
  const views = new Views(clock, world.names, (change) => {
    feed.tell(
      change.kind === 'closed'
        ? { kind: 'view-closed', user: change.view.user, id: change.view.id }
        : { kind: 'view', view: toldView(change.view) },
    );
  });
  const files = new Files(world.names);
  const answers = new Answers(clock, world, url);
  const commands = options.commands ?? seedCommands;
  const deeds = new Deeds({ world, courier, events, answers, views, commands: commands.map(({ command }) => command) });
  const shortcuts = options.shortcuts ?? seedShortcuts;
  const viewDeeds = new ViewDeeds({ world, courier, events, answers, views, shortcuts });
  const webApi = new WebApi(
    { clock, world, socketMode, views, files, url },
    misbehaviours,
    options.scopes ?? grantedScopes,
  );
  const closing = new AbortController();

  const routes = new Hono<{ Bindings: HttpBindings }>();
  routes.use(async (c, next) => {
    if (!fromThisMachine(c.req.header('host'), c.req.header('origin')))
      return c.text('only for programs and browsers on this machine', 403);
    const most = c.req.path.startsWith('/_upload/') ? largestFile + formOverhead : largestBody;
    if (Number(c.req.header('content-length') ?? '0') > most)
      return c.json({ ok: false, error: 'request_too_large' }, 413);
    await next();
    return undefined;
  });
  routes.route('/api', webApi.routes);
  routes.route(
    '/_control',
    controlRoutes({
      clock,
      world,
      deeds,
      viewDeeds,
      commands,
      shortcuts,
      feed,
      views,
      courier,
      socketMode,
      misbehaviours,
      webApi,
      url,
      requestUrl: () => httpMode?.url,
      cluster: options.cluster,
      closing: closing.signal,
    }),
  );
  routes.post('/_response/:team/:id', async (c) => {
    try {
      answers.atUrl(c.req.param('id'), await c.req.json<unknown>().catch(() => undefined));
      return c.text('ok');
    } catch (failure) {
      if (failure instanceof SlackFailure) return c.json({ ok: false, error: failure.code, ...failure.extra }, 404);
      throw failure;
    }
  });
  routes.post('/_upload/:id/:secret', async (c) => {
    const received = files.receive(c.req.param('id'), c.req.param('secret'), await uploaded(c.req));
    return received ? c.text('OK') : c.text('no such upload', 404);
  });
  routes.get('/files/:id', (c) => {
    const upload = files.get(c.req.param('id'));
    if (upload?.content === undefined) return c.text('no such file', 404);
    // As plain text, whatever it is: nothing that was uploaded may run in the page.
    return c.body(upload.content, 200, {
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
  });
  routes.route('/', pageRoutes(builtPage));
  routes.onError((failure, c) => {
    options.log?.(`workspace: ${c.req.method} ${c.req.path}: ${failure.stack ?? failure.message}`);
    return c.json({ ok: false, error: 'internal_error' }, 500);
  });

  const answer = getRequestListener(routes.fetch, { overrideGlobalObjects: false });
  server.on('request', (incoming, outgoing) => {
    void answer(incoming, outgoing);
  });
  server.on('upgrade', (request, stream, head) => {
    const path = new URL(request.url ?? '/', url).pathname;
    if (path === socketPath && fromThisMachine(request.headers.host, request.headers.origin))
      socketMode.upgrade(request, stream, head);
    else stream.destroy();
  });

  return {
    url,
    apiUrl: `${url}/api/`,
    botToken,
    appToken,
    signingSecret,
    setRequestUrl: (requestUrl) => {
      httpMode = new HttpMode(requestUrl, clock);
    },
    misbehave: (fault) => {
      misbehave({ misbehaviours, socketMode }, fault);
    },
    close: async () => {
      closing.abort();
      courier.stop();
      await socketMode.close();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      });
    },
  };
}

/** The bytes of an upload: sent as they are, or, as Slack's library does, as the one file of a form. */
async function uploaded(request: HonoRequest): Promise<Uint8Array<ArrayBuffer>> {
  if (request.header('content-type')?.startsWith('multipart/form-data') !== true)
    return new Uint8Array(await request.arrayBuffer());
  const file = Object.values(await request.parseBody()).find((part) => part instanceof File);
  return new Uint8Array(file === undefined ? new ArrayBuffer(0) : await file.arrayBuffer());
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
