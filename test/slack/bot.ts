import { setTimeout as pause } from 'node:timers/promises';
import { afterEach } from 'vitest';
import { z } from 'zod';
import { realClock, type Clock } from '../../src/lib/clock.js';
import { HttpServer } from '../../src/lib/http-server.js';
import type { RunId } from '../../src/roll/ids.js';
import { startSlack, type Slack, type SlackOptions } from '../../src/slack/start-slack.js';
import { startWorkspace, type WorkspaceHandle, type WorkspaceOptions } from '../../demo/workspace/start.js';
import { FakeRunService } from '../support/fake-run-service.js';
import { silent } from '../support/silent.js';

/** A clock on which the bot's waits pass five times as fast. */
const speed = 5;
export const hurried: Clock = {
  now: () => realClock.now() * speed,
  sleep: (ms, signal) => realClock.sleep(ms / speed, signal),
  after: (ms, callback) => realClock.after(ms / speed, callback),
};

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const message = z.looseObject({
  ts: z.string(),
  text: z.string(),
  user_name: z.string(),
  ephemeral: z.boolean(),
  edits: z.number(),
  thread_ts: z.string().optional(),
  visible_to_name: z.string().optional(),
  blocks: z
    .array(
      z.looseObject({
        type: z.string(),
        elements: z.array(z.looseObject({ action_id: z.string().optional() })).optional(),
      }),
    )
    .optional(),
  metadata: z.object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) }).nullish(),
  reactions: z.array(z.object({ name: z.string(), users: z.array(z.string()) })),
});
export type Seen = z.infer<typeof message>;
const listed = z.object({ messages: z.array(message) });
const state = z.object({
  calls: z.record(z.string(), z.object({ calls: z.number(), failed: z.number() })),
  users: z.array(z.object({ id: z.string(), name: z.string() })),
  channels: z.array(z.object({ id: z.string(), is_im: z.boolean(), members: z.array(z.string()) })),
});
const answered = z.looseObject({ ok: z.literal(true) });

/** A port of its own for a bot in HTTP mode, until `ends` are called: when the test ends, unless told. */
export async function openDoor(
  ends: (() => unknown)[] = endings,
): Promise<{ readonly httpServer: HttpServer; readonly url: string }> {
  const httpServer = await HttpServer.open({ host: '127.0.0.1', port: 0 }, realClock, silent);
  ends.push(() => httpServer.close());
  return { httpServer, url: `http://127.0.0.1:${httpServer.address.port}` };
}

/** The bot in a workspace of its own, and the people in it. */
export class Office {
  slack: Slack;
  readonly #options: SlackOptions;

  constructor(
    readonly workspace: WorkspaceHandle,
    readonly runService: FakeRunService,
    readonly lines: string[],
    options: SlackOptions,
    slack: Slack,
  ) {
    this.#options = options;
    this.slack = slack;
  }

  /** Another bot with the same run service, as after a restart. */
  async restart(): Promise<void> {
    await this.slack.stop();
    this.slack = await startSlack(this.#options);
  }

  command(text: string, user = 'alice', channel = 'pegasus'): Promise<z.infer<typeof answered>> {
    return this.#control('POST', 'command', { channel, user, command: '/pegasus', text });
  }

  react(ts: string, name: string, user: string, present = true): Promise<unknown> {
    return this.#control('POST', 'reaction', { channel: 'pegasus', ts, user, name, present });
  }

  /** The bot's message is deleted, as by an administrator. */
  async erase(ts: string): Promise<void> {
    const deleted = await fetch(`${this.workspace.apiUrl}chat.delete`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.workspace.botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel: 'C0PEGASUS1', ts }),
    });
    answered.parse(await deleted.json());
  }

  click(messageTs: string, action: string, user: string): Promise<unknown> {
    return this.#control('POST', 'interact', { channel: 'pegasus', messageTs, user, action });
  }

  /**
   * Slack delivers once more what it delivered before, an event under another id. @param back so many of that name came
   * after it.
   */
  again(name: string, back = 0): Promise<unknown> {
    return this.#control('POST', 'again', { name, back });
  }

  /** Somebody is deactivated, turned into a guest, or goes by another of their ids. */
  async user(
    user: string,
    change: {
      readonly deleted?: boolean;
      readonly kind?: 'member' | 'guest';
      readonly goes_by?: 'workspace' | 'enterprise';
    },
  ): Promise<void> {
    await this.#control('POST', 'user', { user, ...change });
  }

  async group(group: string, user: string, present: boolean): Promise<void> {
    await this.#control('POST', 'group', { group, user, present });
  }

  /** Somebody is in a channel or not. */
  async member(user: string, present: boolean, channel = 'pegasus'): Promise<void> {
    await this.#control('POST', 'member', { channel, user, present });
  }

  /** A channel is archived or not, or the bot is in it or not. */
  async channel(
    change: { readonly archived: boolean } | { readonly bot: boolean },
    channel = 'pegasus',
  ): Promise<void> {
    await ('bot' in change
      ? this.#control('POST', 'member', { channel, user: 'pegasus-roll', present: change.bot })
      : this.#control('POST', 'channel', { channel, archived: change.archived }));
  }

  async stopMisbehaving(): Promise<void> {
    await this.#control('DELETE', 'misbehave');
  }

  async misbehave(fault: object): Promise<void> {
    await this.#control('POST', 'misbehave', fault);
  }

  async seen(channel = 'pegasus'): Promise<readonly Seen[]> {
    return listed.parse(await this.#control('GET', `messages/${channel}`)).messages;
  }

  /** How often each method of the Web API was called, and how often in vain. */
  async calls(): Promise<Readonly<Record<string, { readonly calls: number; readonly failed: number }>>> {
    return state.parse(await this.#control('GET', 'state')).calls;
  }

  /** What the bot has written to one person directly. */
  async direct(user: string): Promise<readonly string[]> {
    const { channels, users } = state.parse(await this.#control('GET', 'state'));
    const id = users.find(({ name }) => name === user)?.id ?? '';
    const channel = channels.find(({ is_im: direct, members }) => direct && members.includes(id));
    return channel === undefined ? [] : (await this.seen(channel.id)).map(({ text }) => text);
  }

  /** The messages of a run, without their threads. */
  async messagesOf(run: RunId): Promise<readonly Seen[]> {
    return (await this.seen()).filter(
      ({ metadata }) => metadata?.event_type === 'pegasus_roll' && metadata.event_payload['run'] === run,
    );
  }

  /** What stands in the threads, in order. */
  async thread(): Promise<readonly Seen[]> {
    return (await this.seen()).filter(
      ({ thread_ts, ts, ephemeral }) => !ephemeral && thread_ts !== undefined && thread_ts !== ts,
    );
  }

  async ephemeralsTo(name: string): Promise<readonly string[]> {
    return (await this.seen())
      .filter(({ ephemeral, visible_to_name }) => ephemeral && visible_to_name === name)
      .map(({ text }) => text);
  }

  /** The run's newest message, once it satisfies `fits`. */
  async message(run: RunId, fits: (seen: Seen) => boolean = () => true): Promise<Seen> {
    let last: Seen | undefined;
    await until(
      async () => {
        last = (await this.messagesOf(run)).at(-1);
        return last !== undefined && fits(last);
      },
      () => `the message of ${run}: ${JSON.stringify(last)}`,
    );
    if (last === undefined) throw new Error(`no message of ${run}`);
    return last;
  }

  async #control(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<z.infer<typeof answered>> {
    const answer = await fetch(`${this.workspace.url}/_control/${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return answered.parse(await answer.json());
  }
}

export interface OfficeOptions {
  readonly runService?: FakeRunService;
  readonly mode?: 'socket' | 'http';
  readonly slack?: Partial<SlackOptions>;
  readonly workspace?: Partial<WorkspaceOptions>;
}

export async function openOffice({
  runService = new FakeRunService(),
  mode = 'socket',
  slack = {},
  workspace = {},
}: OfficeOptions = {}): Promise<Office> {
  const server = await startWorkspace({ port: 0, clock: realClock, ...workspace });
  endings.push(() => server.close());
  const lines: string[] = [];
  const write =
    (level: string) =>
    (fields: object, text: string): void => {
      lines.push(
        `${level} ${text} ${JSON.stringify(fields, (_key, value: unknown) => (value instanceof Error ? value.stack : value))}`,
      );
    };
  const options: SlackOptions = {
    runService,
    clock: hurried,
    log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
    mode,
    tokens: { bot: server.botToken, app: server.appToken, signingSecret: server.signingSecret },
    apiUrl: server.apiUrl,
    ...(mode === 'http' ? { httpServer: (await openDoor()).httpServer } : {}),
    ...slack,
  };
  if (mode === 'http' && options.httpServer !== undefined)
    server.setRequestUrl(`http://127.0.0.1:${options.httpServer.address.port}/slack/events`);
  const started = await startSlack(options);
  const office = new Office(server, runService, lines, options, started);
  endings.push(() => office.slack.stop());
  return office;
}

/** Waits for something to come true. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: () => string = () => 'something',
  withinMs = 8_000,
): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`has not come: ${what()}`);
    await pause(15);
  }
}

/** The buttons of a message, by action. */
export const buttonsOf = ({ blocks = [] }: Seen): readonly string[] =>
  blocks.flatMap(({ elements = [] }) =>
    elements.flatMap(({ action_id }) => (action_id === undefined ? [] : [action_id])),
  );
