import { setTimeout as wait } from 'node:timers/promises';
import { App, LogLevel, SocketModeReceiver, webApi } from '@slack/bolt';
import { afterEach } from 'vitest';
import { z } from 'zod';
import { realClock } from '../../../src/lib/clock.js';
import { startWorkspace, type WorkspaceHandle, type WorkspaceOptions } from '../../../demo/workspace/start.js';

const atTheEnd: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of atTheEnd.splice(0).reverse()) await end();
});

/** Whatever was opened during a test is closed after it, last first. */
export function afterTest(end: () => Promise<unknown>): void {
  atTheEnd.push(end);
}

const json = z.record(z.string(), z.unknown());
const listed = z.object({
  messages: z.array(
    z.looseObject({
      ts: z.string(),
      user_name: z.string(),
      text: z.string(),
      ephemeral: z.boolean(),
      edits: z.number(),
      visible_to_name: z.string().optional(),
      thread_ts: z.string().optional(),
      reactions: z.array(
        z.object({ name: z.string(), users: z.array(z.string()), user_names: z.array(z.string()), count: z.number() }),
      ),
    }),
  ),
});
export type Listed = z.infer<typeof listed>['messages'][number];

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export class Office {
  constructor(readonly workspace: WorkspaceHandle) {}

  async control(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${this.workspace.url}/_control/${path}`, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return { status: response.status, body: json.parse(await response.json()) };
  }

  command(text: string, user = 'alice', channel = 'pegasus'): Promise<Answer> {
    return this.control('POST', 'command', { channel, user, command: '/pegasus', text });
  }

  react(ts: string, name: string, user: string, present = true): Promise<Answer> {
    return this.control('POST', 'reaction', { channel: 'pegasus', ts, user, name, present });
  }

  misbehave(fault: object): Promise<Answer> {
    return this.control('POST', 'misbehave', fault);
  }

  async messages(channel = 'pegasus'): Promise<Listed[]> {
    return listed.parse((await this.control('GET', `messages/${channel}`)).body).messages;
  }

  async state(): Promise<Readonly<Record<string, unknown>>> {
    return (await this.control('GET', 'state')).body;
  }

  /** A Web API call as it stands on the wire. */
  async call(
    method: string,
    args: Readonly<Record<string, unknown>> = {},
    token: string | undefined = this.workspace.botToken,
  ): Promise<Answer & { readonly headers: Headers }> {
    const response = await fetch(this.workspace.apiUrl + method, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        ...(token !== '' && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(args),
    });
    return { status: response.status, body: json.parse(await response.json()), headers: response.headers };
  }

  /** Posts as the bot; the answer is its ts. */
  async post(args: Readonly<Record<string, unknown>>, channel = 'C0PEGASUS1'): Promise<string> {
    const { body } = await this.call('chat.postMessage', { channel, ...args });
    return z.object({ ok: z.literal(true), ts: z.string() }).parse(body).ts;
  }

  client(): webApi.WebClient {
    return new webApi.WebClient(this.workspace.botToken, {
      slackApiUrl: this.workspace.apiUrl,
      retryConfig: { retries: 0 },
      logLevel: LogLevel.ERROR,
    });
  }

  /** Slack's own library over Socket Mode, connected. */
  async connectApp(prepare: (app: App) => void): Promise<App> {
    const clientOptions = { slackApiUrl: this.workspace.apiUrl, retryConfig: { retries: 0 } };
    const app = new App({
      token: this.workspace.botToken,
      // The library waits this long before it connects again.
      receiver: new SocketModeReceiver({
        appToken: this.workspace.appToken,
        clientPingTimeout: 400,
        logLevel: LogLevel.ERROR,
        installerOptions: { clientOptions },
      }),
      clientOptions,
      logLevel: LogLevel.ERROR,
      botId: 'B0PEGASUS1',
      botUserId: 'U0PEGASUS1',
      deferInitialization: true,
    });
    prepare(app);
    await app.init();
    await app.start();
    afterTest(() => app.stop());
    return app;
  }
}

export async function openOffice(options: Partial<WorkspaceOptions> = {}): Promise<Office> {
  const workspace = await startWorkspace({ port: 0, clock: realClock, log: console.error, ...options });
  afterTest(() => workspace.close());
  return new Office(workspace);
}

/** Waits for something to come true; what is asserted afterwards says what was wrong. */
export async function until(condition: () => boolean | Promise<boolean>, withinMs = 5000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('what was waited for has not come');
    await wait(10);
  }
}
