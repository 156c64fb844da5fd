import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { startBot } from '../../src/compose/bot.js';
import { loadConfig } from '../../src/config/load.js';
import { realClock } from '../../src/lib/clock.js';
import { clusterName, runId } from '../../src/roll/ids.js';
import type { Run } from '../../src/roll/run.js';
import { openStore } from '../../src/store/files/open-store.js';
import type { Database } from '../../src/store/database.js';
import { startWorkspace } from '../../demo/workspace/start.js';
import { silent } from '../support/silent.js';
import { awaiting, rejected, rolling, saved } from '../support/told-runs.js';

const messages = z.object({
  messages: z.array(
    z.looseObject({ metadata: z.object({ event_payload: z.record(z.string(), z.unknown()) }).nullish() }),
  ),
});

async function openIn(path: string): Promise<Database> {
  const store = await openStore({ path, clock: realClock, log: silent });
  if (!store.ok) throw new Error(store.failure.sentence);
  return store.value;
}

/** Where a bot died with these runs, and another one may start: its database, its workspace, its configuration. */
async function placeOf(
  runs: readonly Run[],
  {
    port = 0,
    mode = 'socket',
    tokens = {},
  }: {
    readonly port?: number;
    readonly mode?: 'socket' | 'http';
    readonly tokens?: { readonly botToken?: string; readonly appToken?: string };
  } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'bot-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const data = join(folder, 'data');
  const store = await openIn(data);
  for (const run of runs) await store.runs.commit({ run });
  await store.close();
  const workspace = await startWorkspace({ port: 0, clock: realClock });
  onTestFinished(() => workspace.close());
  const file = join(folder, 'pegasus-roll.yml');
  writeFileSync(
    file,
    `slack: { mode: ${mode}, onLost: pause }
http: { listen: "127.0.0.1:${port}" }
store: { path: ./data }
clusters:
  cluster-x:
    channel: pegasus
    metas: ["127.0.0.1:9"]
    admin: { kind: native }
    processes: { driver: command, restart: ["true"] }
`,
  );
  const config = await loadConfig(file, {});
  if (!config.ok) throw new Error(JSON.stringify(config.failure));
  const { botToken, appToken, signingSecret, apiUrl, url } = { ...workspace, ...tokens };
  const shown = async (): Promise<readonly unknown[]> =>
    messages
      .parse(await (await fetch(`${url}/_control/messages/pegasus`)).json())
      .messages.flatMap(({ metadata }) =>
        metadata?.event_payload['state'] === undefined ? [] : [metadata.event_payload['state']],
      );
  const secrets =
    mode === 'socket'
      ? ({ mode, botToken, appToken, apiUrl } as const)
      : ({ mode, botToken, signingSecret, apiUrl } as const);
  return { data, url, shown, start: () => startBot({ config: config.value, secrets, clock: realClock, log: silent }) };
}

const orphan: Run = { ...awaiting(), id: runId('cluster-q-1a2b'), cluster: clusterName('cluster-q') };

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('a bot that comes back', () => {
  it('tells the end of a run that was over before it died, and of one whose cluster is configured no more', async () => {
    const place = await placeOf([rejected(), orphan]);
    const bot = await place.start();
    if (!bot.ok) throw new Error(bot.failure);
    try {
      await expect
        .poll(place.shown, { timeout: 10_000, interval: 50 })
        .toEqual(expect.arrayContaining(['rejected', 'expired']));
    } finally {
      await bot.value.stop();
    }
    const store = await openIn(place.data);
    expect(store.runs.loaded()).toEqual([]);
    await store.close();
  });
});

const refusals = [
  ['bot', { botToken: 'xoxb-wrong' }, /^Slack does not accept the bot token \(SLACK_BOT_TOKEN\): invalid_auth$/],
  ['app', { appToken: 'xapp-wrong' }, /^Slack does not accept the app token for Socket Mode \(SLACK_APP_TOKEN\): /],
] as const;

describe('a bot whose token Slack refuses', () => {
  it.each(refusals)(
    'the %s token: goes on with the run under way, as its policy says, and is not ready',
    async (_which, tokens) => {
      const run = rolling();
      const place = await placeOf([run], { tokens });
      const bot = await place.start();
      if (!bot.ok) throw new Error(bot.failure);
      const { host, port } = bot.value.listening;
      const ready = await fetch(`http://${host}:${port}/readyz`);
      expect(ready.status).toBe(503);
      expect(await ready.text()).toMatch(/Slack does not accept the bot token|app token refused/);
      const fromElsewhere = await fetch(`http://${host}:${port}/readyz`, {
        headers: { 'x-forwarded-for': '10.0.0.1' },
      });
      expect(fromElsewhere.status).toBe(503);
      expect(await fromElsewhere.text()).toBe('not ready\n');
      try {
        await expect
          .poll(() => readFileSync(join(place.data, 'runs', 'active', `${run.id}.json`), 'utf8'), {
            timeout: 10_000,
            interval: 50,
          })
          .toContain('"status":"pausing"');
      } finally {
        await bot.value.stop();
      }
      const store = await openIn(place.data);
      expect(store.runs.loaded()).toMatchObject([{ id: run.id, status: 'pausing' }]);
      await store.close();
    },
  );

  it.each(refusals)('the %s token: does not start where nothing is under way', async (_which, tokens, why) => {
    const place = await placeOf([rejected(), orphan], { tokens });
    expect(await place.start()).toMatchObject({ ok: false, failure: expect.stringMatching(why) });
  });

  it('starts where settings of a lost run are to be put back', async () => {
    const place = await placeOf([], { tokens: { botToken: 'xoxb-wrong' } });
    const store = await openIn(place.data);
    await store.runs.commit({
      cluster: {
        name: clusterName('cluster-x'),
        record: { restarts: [], maintenance: { run: runId('cluster-x-lost'), since: 0, saved } },
      },
    });
    await store.close();
    const bot = await place.start();
    expect(bot.ok).toBe(true);
    if (bot.ok) await bot.value.stop();
  });
});

describe('a bot in HTTP mode', () => {
  it('answers whether it works while Slack is slow, and turns Slack away until it knows who it is', async () => {
    const port = await freePort();
    const place = await placeOf([], { port, mode: 'http' });
    await fetch(`${place.url}/_control/misbehave`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'slow', ms: 3_000, methods: ['auth.test'] }),
    });
    const starting = place.start();
    const status = async (path: string, method = 'GET'): Promise<number | undefined> =>
      (await fetch(`http://127.0.0.1:${port}${path}`, { method }).catch(() => undefined))?.status;
    await expect.poll(() => status('/healthz'), { timeout: 2_500, interval: 50 }).toBe(200);
    expect(await status('/readyz')).toBe(503);
    expect(await status('/metrics')).toBe(200);
    expect(await status('/slack/events', 'POST')).toBe(503);
    const bot = await starting;
    if (!bot.ok) throw new Error(bot.failure);
    expect(bot.value.listening).toEqual({ host: '127.0.0.1', port });
    expect(await status('/readyz')).toBe(200);
    expect(await status('/slack/events', 'POST')).toBe(401);
    await bot.value.stop();
    expect(await status('/healthz')).toBeUndefined();
  });
});

describe('a bot that cannot start', () => {
  it('because a run cannot be written says why, and leaves no port open', async () => {
    const port = await freePort();
    const place = await placeOf([orphan], { port });
    // Its new generation cannot be written: there is a folder where it should go.
    mkdirSync(join(place.data, 'runs', 'active', `${orphan.id}.json.new`));
    expect(await place.start()).toMatchObject({ ok: false, failure: expect.stringContaining('EISDIR') });
    const again = createServer();
    await new Promise<void>((resolve, reject) => again.once('error', reject).listen(port, '127.0.0.1', resolve));
    await new Promise((resolve) => again.close(resolve));
  });
});
