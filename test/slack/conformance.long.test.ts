import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createEmulator, type Emulator } from 'emulate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { methods } from '../../src/slack/api/methods.js';
import { startSlack, type Slack } from '../../src/slack/start-slack.js';
import { FakeRunService } from '../support/fake-run-service.js';
import { done, hold, logged, rolling } from '../support/told-runs.js';
import { hurried, openDoor, until } from './bot.js';
import { silent } from '../support/silent.js';
import { foreign } from '../../src/roll/message.js';

/**
 * The Web API calls of the bot against a Slack emulator that others have written, which lets a call
 * pass only with the scope it needs. It knows no Socket Mode and no user groups, and delivers no
 * commands: those are signed and sent here as Slack sends them.
 */
const signingSecret = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
const tokens = { bot: 'xoxb-conformance', people: 'xoxp-bob' };
const manifest = z.object({ oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }) });

let emulator: Emulator;
let slack: Slack | undefined;
let scopes: readonly string[];

interface Asked {
  readonly method: string;
  readonly body: string;
  readonly type: string;
  readonly answer: Readonly<Record<string, unknown>>;
}

let asked: Asked[];
/** Performed, and then nobody hears of it: so often, the next posts. */
let loseAnswers: number;
const ids = { alice: '', bob: '', open: '', closed: '' };
const anything = z.record(z.string(), z.unknown());

async function send(method: string, token: string, body: string, type: string): Promise<Record<string, unknown>> {
  const answer = await fetch(`${emulator.url}/api/${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
    body,
  });
  return anything
    .catch({ ok: false, error: `HTTP ${answer.status}` })
    .parse(await answer.json().catch(() => undefined));
}

async function ask(method: string, token: string, args: object): Promise<Record<string, unknown>> {
  const answer = await send(method, token, JSON.stringify(args), 'application/json');
  if (answer['ok'] !== true) throw new Error(`${method}: ${JSON.stringify(answer)}`);
  return answer;
}

/** The bot's way to Slack, with a look at all that passes. */
const watched: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  const method = request.url.slice(request.url.lastIndexOf('/') + 1);
  const body = await request.clone().text();
  const response = await fetch(request);
  // The bytes of a file go to an address of their own, which is no method.
  if (!request.url.includes('/api/')) return response;
  const answer = anything.catch({ ok: false, error: `HTTP ${response.status}` }).parse(
    await response
      .clone()
      .json()
      .catch(() => undefined),
  );
  asked.push({ method, body, type: request.headers.get('content-type') ?? '', answer });
  if (method === 'chat.postMessage' && loseAnswers > 0) {
    loseAnswers -= 1;
    throw new Error('the connection was cut');
  }
  return response;
};

let receiver = '';

/** What Slack sends to the bot, signed as Slack signs it. */
async function deliver(body: string, type: string): Promise<void> {
  const at = String(Math.floor(Date.now() / 1000));
  const signature = `v0=${createHmac('sha256', signingSecret).update(`v0:${at}:${body}`).digest('hex')}`;
  const answer = await fetch(`${receiver}/slack/events`, {
    method: 'POST',
    headers: { 'content-type': type, 'x-slack-request-timestamp': at, 'x-slack-signature': signature },
    body,
  });
  expect(answer.status).toBe(200);
}

const form = 'application/x-www-form-urlencoded';
const typed = (text: string, user: string, channel: string, trigger = `1.${text}`): Promise<void> =>
  deliver(
    new URLSearchParams({
      command: '/pegasus',
      text,
      user_id: user,
      channel_id: channel,
      team_id: 'T000000001',
      trigger_id: trigger,
    }).toString(),
    form,
  );

const reacted = (
  type: 'reaction_added' | 'reaction_removed',
  user: string,
  reaction: string,
  channel: string,
  ts: string,
): Promise<void> =>
  deliver(
    JSON.stringify({
      type: 'event_callback',
      event_id: `Ev${type}${user}${reaction}${ts}`,
      team_id: 'T000000001',
      event: { type, user, reaction, item: { type: 'message', channel, ts } },
    }),
    'application/json',
  );

beforeEach(async () => {
  scopes = manifest.parse(parse(await readFile(new URL('../../manifest.yml', import.meta.url), 'utf8'))).oauth_config
    .scopes.bot;
  const bot = { type: 'bot', user_id: 'U0PEGASUS', app_id: 'A0PEGASUS', bot_id: 'B0PEGASUS', bot_user_id: 'U0PEGASUS' };
  emulator = await createEmulator({
    service: 'slack',
    port: 0,
    seed: {
      slack: {
        strict_scopes: true,
        signing_secret: signingSecret,
        users: [{ name: 'alice' }, { name: 'bob' }],
        oauth_apps: [
          {
            client_id: '1.2',
            client_secret: 'x',
            app_id: 'A0PEGASUS',
            name: 'pegasus-roll',
            bot_id: 'B0PEGASUS',
            bot_user_id: 'U0PEGASUS',
            bot_name: 'pegasus-roll',
            redirect_uris: [],
            scopes,
          },
        ],
        channels: [{ name: 'pegasus' }, { name: 'pegasus-secret', is_private: true }],
        tokens: [
          { ...bot, token: tokens.bot, scopes },
          // The same bot, each time without one of its scopes.
          ...scopes.map((scope) => ({
            ...bot,
            token: without(scope),
            scopes: scopes.filter((other) => other !== scope),
          })),
          {
            token: tokens.people,
            type: 'user',
            user: 'bob',
            scopes: [
              'reactions:write',
              'users:read',
              'channels:read',
              'groups:read',
              'channels:manage',
              'groups:write',
              'channels:history',
            ],
          },
        ],
      },
    },
  });
  const users = z
    .array(z.object({ id: z.string(), name: z.string() }))
    .parse((await ask('users.list', tokens.people, {}))['members']);
  const channels = z
    .array(z.object({ id: z.string(), name: z.string() }))
    .parse((await ask('conversations.list', tokens.people, { types: 'public_channel,private_channel' }))['channels']);
  ids.alice = users.find(({ name }) => name === 'alice')?.id ?? '';
  ids.bob = users.find(({ name }) => name === 'bob')?.id ?? '';
  ids.open = channels.find(({ name }) => name === 'pegasus')?.id ?? '';
  ids.closed = channels.find(({ name }) => name === 'pegasus-secret')?.id ?? '';
  for (const channel of [ids.open, ids.closed])
    await ask('conversations.invite', tokens.people, { channel, users: 'U0PEGASUS' });
  asked = [];
  loseAnswers = 0;
});

const without = (scope: string): string => `xoxb-without-${scope}`;

afterEach(async () => {
  await slack?.stop();
  slack = undefined;
  await emulator.close();
});

/** What the emulator does not know, and what a form asks for only when somebody changes its cluster. */
const notAsked: readonly string[] = ['usergroups.list', 'usergroups.users.list', 'views.update'];
/** These have no call that the emulator knows: the command, its events, user groups. */
const withoutCall: readonly string[] = ['commands', 'app_mentions:read', 'usergroups:read'];

describe('the bot against an independent Slack, with the scopes of its manifest and no other', () => {
  it('every call of whole conversations is taken, and each scope is needed by one of them', async () => {
    const runService = new FakeRunService([{ channel: 'pegasus' }, { channel: 'pegasus-secret' }]);
    const { httpServer, url } = await openDoor();
    receiver = url;
    slack = await startSlack({
      runService,
      httpServer,
      clock: hurried,
      log: silent,
      mode: 'http',
      tokens: { bot: tokens.bot, signingSecret },
      apiUrl: `${emulator.url}/api/`,
      fetch: watched,
      digestChannel: ids.open,
    });

    for (const [cluster, channel] of [
      ['cluster-x', ids.open],
      ['cluster-y', ids.closed],
    ] as const) {
      loseAnswers = 1;
      await typed(`roll ${cluster}`, ids.alice, ids.open);
      await until(
        () =>
          runService
            .runs()
            .some((run) => run.cluster === cluster && runService.conversation(run.id)?.seeded.length === 2),
        () => JSON.stringify(asked.slice(-5)),
      );
      const run = runService.runs().find((each) => each.cluster === cluster);
      const ts = run === undefined ? undefined : runService.conversation(run.id)?.ts;
      if (run === undefined || ts === undefined) throw new Error('no message');
      // Whoever asked is turned down in private.
      await reacted('reaction_added', ids.alice, 'white_check_mark', channel, ts);
      await until(() => asked.filter(({ method }) => method === 'chat.postEphemeral').length > 0);
      await ask('reactions.add', tokens.people, { channel, timestamp: ts, name: 'white_check_mark' });
      await slack.reconcileVotes(run.id);
      expect(runService.run(run.id).votes).toMatchObject([{ by: ids.bob, via: 'reconciliation' }]);
      loseAnswers = 1;
      const told = logged(
        { kind: 'started' },
        { kind: 'note', message: foreign('a disk is slow') },
        { kind: 'held', hold },
      );
      const begun = {
        ...rolling(),
        id: run.id,
        cluster: run.cluster,
        plan: run.plan,
        requestedBy: run.requestedBy,
        votes: runService.run(run.id).votes,
        channel: run.channel,
      };
      runService.put({ ...begun, log: told });
      await until(() => runService.conversation(run.id)?.toldSeq === 3);
      runService.put({
        ...done(),
        votes: begun.votes,
        id: run.id,
        cluster: run.cluster,
        plan: run.plan,
        requestedBy: run.requestedBy,
        channel: run.channel,
        log: [
          ...told,
          { kind: 'ended', how: 'done', rolled: [], notRolled: [], left: foreign('All is as it was.'), seq: 4, at: 0 },
        ],
      });
      await until(
        () => runService.toldRuns.includes(run.id),
        () => JSON.stringify(asked.slice(-5)),
      );
    }

    const { trigger_id: trigger } = await ask('views.generateTriggerId', tokens.bot, { user_id: ids.alice });
    await typed('roll', ids.alice, ids.open, String(trigger));
    await deliver(
      JSON.stringify({
        type: 'event_callback',
        event_id: 'EvHome',
        team_id: 'T000000001',
        event: { type: 'app_home_opened', user: ids.alice, channel: 'D0HOME', tab: 'home' },
      }),
      'application/json',
    );
    await until(() => ['views.open', 'views.publish'].every((method) => asked.some((each) => each.method === method)));

    const refused = asked
      .filter(({ answer }) => answer['ok'] !== true)
      .map(({ method, answer }) => `${method}: ${String(answer['error'])}`);
    expect(refused).toEqual([]);
    expect([...new Set(asked.map(({ method }) => method))].sort()).toEqual(
      Object.keys(methods)
        .filter((method) => !notAsked.includes(method))
        .sort(),
    );

    // Without it, one of these calls would not have been let through.
    for (const scope of scopes.filter((each) => !withoutCall.includes(each))) {
      const needed = await Promise.all(
        asked.map(async ({ method, body, type }) => (await send(method, without(scope), body, type))['needed']),
      );
      expect(
        needed.filter((each) => typeof each === 'string' && each.split(',').includes(scope)),
        scope,
      ).not.toEqual([]);
    }
    console.log(`${asked.length} calls of ${new Set(asked.map(({ method }) => method)).size} methods were taken`);
  }, 30_000);
});
