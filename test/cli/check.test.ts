import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:net';
import { chmodSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkSetup } from '../../src/cli/check/check.js';
import { realClock } from '../../src/lib/clock.js';
import { fail, ok, type Result } from '../../src/lib/result.js';
import type { ClusterAdmin } from '../../src/pegasus/cluster-admin.js';
import { createProcessControl } from '../../src/processes/create.js';
import { gpid, nodeAddress } from '../../src/roll/ids.js';
import type { AdminFailure, Observation } from '../../src/roll/observation.js';
import { methods } from '../../src/slack/api/methods.js';
import { configFile, paper } from './support.js';
import { silent } from '../support/silent.js';

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Something that accepts connections, as a meta does. */
const listener = (): Promise<number> => listening(createServer((socket) => socket.end()));

/** A port on which nothing listens. */
async function silentPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const everyScope = [...new Set<string>(['commands', ...Object.values(methods).flat()])];
const allScopes = everyScope.join(',');

/** A Slack-compatible server that answers each method with what is given for it. */
async function slack(answers: Readonly<Record<string, object>>, scopes: string | null = allScopes): Promise<string> {
  const tokenOf = (request: IncomingMessage): string => request.headers.authorization ?? '';
  const server = createHttpServer((request, response) => {
    const answer = answers[request.url?.replace('/api/', '') ?? ''] ?? { ok: false, error: 'unknown_method' };
    if (scopes !== null) response.setHeader('x-oauth-scopes', scopes);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(tokenOf(request).startsWith('Bearer ') ? answer : { ok: false, error: 'not_authed' }));
  });
  return `http://127.0.0.1:${await listening(server)}/api/`;
}

const goodSlack = {
  'auth.test': { ok: true, user: 'pegasus', team: 'Acme' },
  'apps.connections.open': { ok: true, url: 'wss://x' },
  'conversations.info': { ok: true, channel: { name: 'ops', is_member: true } },
};

const healthy: Observation = {
  clusterName: 'mycluster',
  leader: nodeAddress('10.0.0.1:34601'),
  metas: [nodeAddress('10.0.0.1:34601')],
  effectiveLevel: 'lively',
  storedLevel: 'lively',
  settings: { assignDelayMs: 600_000, addSecondaryMax: 20, flowControl: true },
  balanceOperations: { kind: 'counted', total: 0 },
  nodes: [{ address: nodeAddress('10.0.0.1:34801'), status: 'alive', primaries: 1, secondaries: 0 }],
  tables: [],
  processes: {},
};

async function check(setup: {
  readonly cluster: string;
  readonly reading?: Result<Observation, AdminFailure>;
  /** Readings of the other kind than the configured one, one after the other; the last one stays. */
  readonly others?: readonly Result<Observation, AdminFailure>[];
  readonly env?: NodeJS.ProcessEnv;
  readonly only?: string;
  readonly file?: string;
}): Promise<{ readonly code: number; readonly printed: string }> {
  const terminal = paper();
  const config = setup.file ?? configFile(`clusters:\n  cluster-x:\n${setup.cluster.replace(/^/gm, '    ')}\n`);
  const adminOf = (readings: readonly Result<Observation, AdminFailure>[]): ClusterAdmin => {
    let nth = 0;
    return {
      observe: () => Promise.resolve(readings[Math.min(nth++, readings.length - 1)] ?? ok(healthy)),
      perform: () => Promise.reject(new Error('check changes nothing')),
    };
  };
  const code = await checkSetup(
    { config, cluster: setup.only },
    {
      terminal,
      env: {
        PATH: process.env['PATH'],
        SLACK_BOT_TOKEN: 'xoxb-the-bot-token',
        SLACK_APP_TOKEN: 'xapp-the-app-token',
        ...setup.env,
      },
      clock: realClock,
      fetch,
      adminOf: (cluster, { kind }) =>
        adminOf(kind === cluster.admin.kind ? [setup.reading ?? ok(healthy)] : (setup.others ?? [])),
      processesOf: (_, { cluster, processes }) =>
        createProcessControl({
          settings: processes,
          cluster,
          folder: join(dirname(config), 'commands'),
          clock: realClock,
          log: silent,
          secrets: [],
        }),
    },
  );
  expect(terminal.complained()).toBe('');
  return { code, printed: terminal.printed() };
}

const clusterOf = (meta: number, ...more: readonly string[]): string =>
  [
    `metas: [127.0.0.1:${meta}]`,
    'channel: C0123456',
    'admin: { kind: shell, home: /opt/pegasus }',
    ...(more.length === 0 ? ['processes: { driver: command, restart: [sh, "{host}"] }'] : more),
  ].join('\n');

describe('a set-up in which all is well', () => {
  it('is said to be', async () => {
    const [meta, collector] = await Promise.all([listener(), listener()]);
    const { code, printed } = await check({
      cluster: clusterOf(
        meta,
        'clusterName: mycluster',
        `processes: { driver: command, restart: [sh, "{host}"], install: [sh, "{version}"], collectors: [127.0.0.1:${collector}] }`,
      ),
      env: { SLACK_API_URL: await slack(goodSlack) },
    });
    expect(
      printed
        .replace(/ \S*pegasus-roll\.yml/, ' FILE')
        .replace(/\d+ ms/g, 'MS')
        .replace(/: \/\S*\/sh can/g, ': SH can')
        .replace(/\S*\/data/, 'DATA'),
    ).toBe(
      `Configuration
  ✓ FILE is right: cluster-x
Cluster cluster-x
  ✓ meta 127.0.0.1:${meta} accepts connections
  ✓ the shell reads the cluster: leader 10.0.0.1:34601, level lively, 1 replica servers, 0 tables
  ✓ it calls itself mycluster
  ✓ the shell and the native client report the same (MS and MS)
  · kind: native works here too: it is faster, needs nothing installed, and sees what a newer server holds; kind: shell stays right
  ✓ restart: SH can be executed (it was not)
  ✓ install: SH can be executed (it was not)
  ✓ collector 127.0.0.1:${collector} is up
Database
  · DATA is not there yet; the bot makes it when it starts
Slack
  ✓ the bot token belongs to pegasus in Acme
  ✓ it has all ${everyScope.length} scopes
  ✓ the app token opens a Socket Mode connection
  ✓ the bot can post in #ops
Everything works.`,
    );
    expect(code).toBe(0);
  });
});

describe('a set-up in which something is wrong', () => {
  it('is told all of it: metas, shell, commands, collectors, tokens', async () => {
    const [meta, collector] = await Promise.all([silentPort(), silentPort()]);
    const { code, printed } = await check({
      cluster: clusterOf(
        meta,
        `processes: { driver: command, stop: [/nowhere/stop], start: [no-such-program-anywhere], collectors: [127.0.0.1:${collector}] }`,
      ),
      reading: fail({ kind: 'not-understood', message: 'The answer of nodes is not understood.', raw: ['garbage'] }),
      env: {
        SLACK_API_URL: await slack({
          ...goodSlack,
          'auth.test': { ok: false, error: 'invalid_auth' },
          'apps.connections.open': { ok: false, error: 'not_allowed_token_type' },
        }),
      },
    });
    expect(code).toBe(1);
    for (const line of [
      `✗ meta 127.0.0.1:${meta}: nothing listens on 127.0.0.1:${meta}`,
      '✗ the shell cannot read the cluster: The answer of nodes is not understood.',
      '· the native client does read it: kind: native would work',
      'garbage',
      '✗ stop: /nowhere/stop is not there, or may not be executed',
      '✗ start: no-such-program-anywhere is in no folder of PATH',
      `✗ collector 127.0.0.1:${collector} is not up: nothing listens on 127.0.0.1:${collector}`,
      '✗ Slack refuses the bot token, with invalid_auth',
      '✗ Slack refuses the app token, with not_allowed_token_type',
      "7 things don't work.",
    ])
      expect(printed).toContain(line);
  });

  it('is told which scopes and channels are missing', async () => {
    const { code, printed } = await check({
      cluster: clusterOf(await listener()),
      env: {
        SLACK_API_URL: await slack(
          { ...goodSlack, 'conversations.info': { ok: true, channel: { name: 'ops', is_member: false } } },
          'commands, chat:write',
        ),
      },
    });
    expect(code).toBe(1);
    expect(printed).toMatch(/✗ it lacks the scopes .*reactions:write.*add them to the app/);
    expect(printed).toContain('✗ the bot is not in #ops: invite it');
  });

  it('is told that the channels of the digest and of the way around Slack are not to be had, nor its program', async () => {
    const clusters = `clusters:\n  cluster-x: { metas: [127.0.0.1:${await listener()}], admin: { kind: shell, home: . }, processes: { driver: command, restart: [sh] } }\n`;
    const said = async (more: string, channel: object): Promise<string> =>
      (
        await check({
          cluster: '',
          file: configFile(`slack: { ${more} }\n${clusters}`),
          env: { SLACK_API_URL: await slack({ ...goodSlack, 'conversations.info': { ok: true, channel } }) },
        })
      ).printed;
    expect(await said('digest: C0DIGEST1', { name: 'digest', is_member: false })).toContain(
      '✗ the bot is not in #digest: invite it',
    );
    expect(
      await said('alternate: { channel: C0OTHER01 }', { name: 'other', is_archived: true, is_member: true }),
    ).toContain('✗ #other is archived: nobody can post there');
    expect(await said('alternate: { command: [/nowhere/page] }', {})).toContain(
      '✗ slack.alternate.command: /nowhere/page is not there, or may not be executed',
    );
    expect(await said('alternate: { command: [sh, -c, "cat"] }', {})).toMatch(
      /✓ slack\.alternate\.command: \/\S*sh can be executed \(it was not\)[^]*Everything works\./,
    );
  });

  it('is told that it is another cluster than it should be, and what of it is not well now', async () => {
    const { code, printed } = await check({
      cluster: `${clusterOf(await listener())}\nclusterName: othercluster`,
      reading: ok({
        ...healthy,
        nodes: [{ address: nodeAddress('10.0.0.9:34801'), status: 'unalive', primaries: 0, secondaries: 0 }],
        tables: [
          {
            id: 2,
            name: 'temp',
            status: 'AVAILABLE',
            replicaCount: 3,
            partitions: [{ gpid: gpid(2, 0), ballot: 3, primary: undefined, secondaries: [] }],
          },
        ],
      }),
      env: { SLACK_API_URL: await slack(goodSlack) },
    });
    expect(code).toBe(1);
    expect(printed).toContain('✗ it calls itself mycluster, and the configuration says othercluster');
    expect(printed).toContain('· not alive now: 10.0.0.9:34801; a roll waits for them');
    expect(printed).toContain('· 1 partitions lack a replica now; a roll waits for them');
  });

  it('is told of tokens that are not there, and of a server that is not, without a token in sight', async () => {
    const cluster = clusterOf(await listener());
    const missing = await check({ cluster, env: { SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: 'xoxb-wrong-kind' } });
    expect(missing.printed).toMatch(/✗ SLACK_BOT_TOKEN: expected a bot token.*found nothing/);
    expect(missing.printed).toContain('✗ SLACK_APP_TOKEN: expected an app-level token');
    const unreachable = await check({ cluster, env: { SLACK_API_URL: `http://127.0.0.1:${await silentPort()}/api/` } });
    expect(unreachable.printed).toMatch(
      /✗ http:\/\/127\.0\.0\.1:\d+\/api\/ cannot be reached: fetch failed: .*ECONNREFUSED/,
    );
    expect([missing, unreachable].map(({ code }) => code)).toEqual([1, 1]);
    expect(missing.printed + unreachable.printed).not.toMatch(/the-bot-token|the-app-token|wrong-kind/);
  });

  it('is told that an emoji has two meanings, one of them by default', async () => {
    const file = configFile(
      `slack: { reactions: { approve: [x] } }\nclusters:\n  cluster-x: { metas: [127.0.0.1:${await listener()}], admin: { kind: shell, home: . }, processes: { driver: command, restart: [sh] } }\n`,
    );
    const { code, printed } = await check({ cluster: '', file, env: { SLACK_API_URL: await slack(goodSlack) } });
    expect(code).toBe(1);
    expect(printed).toContain(
      'slack.reactions.approve[0]: expected an emoji that does not mean "reject" already, found "x"',
    );
  });

  it('is told of approvers’ user groups that are not there, are empty, or cannot be read', async () => {
    const cluster = `${clusterOf(await listener())}\napprovals: { approvers: [U0BOB, "@oncall", S0EMPTY, "@gone"] }`;
    const groups = [
      { id: 'S0ONCALL', handle: 'oncall', users: ['U0BOB'] },
      { id: 'S0EMPTY', handle: 'empty', users: [] },
    ];
    const { code, printed } = await check({
      cluster,
      env: { SLACK_API_URL: await slack({ ...goodSlack, 'usergroups.list': { ok: true, usergroups: groups } }) },
    });
    expect(code).toBe(1);
    for (const line of [
      '✓ the user group @oncall is there',
      '✗ nobody is in the user group S0EMPTY, so nobody approves through it',
      '✗ there is no user group @gone: nobody approves through it',
    ])
      expect(printed).toContain(line);
    const refused = await check({
      cluster,
      env: { SLACK_API_URL: await slack({ ...goodSlack, 'usergroups.list': { ok: false, error: 'missing_scope' } }) },
    });
    expect(refused.printed).toContain(
      '✗ user groups cannot be read (missing_scope): nobody approves through @oncall, S0EMPTY, @gone',
    );
  });

  it('is told that a file is wrong, and nothing else is looked at', async () => {
    const { code, printed } = await check({ cluster: 'metas: []' });
    expect(code).toBe(1);
    expect(printed).toContain('✗');
    expect(printed).not.toContain('Slack');
  });

  it('is told which clusters there are when it asks for another', async () => {
    const { code, printed } = await check({ cluster: clusterOf(1), only: 'cluster-z' });
    expect(code).toBe(1);
    expect(printed).toMatch(/✗ There is no cluster "cluster-z" in .*; there is cluster-x/);
  });
});

describe('a set-up that cannot be looked at wholly', () => {
  it('is judged by what can be seen', async () => {
    const { code, printed } = await check({
      cluster: clusterOf(await listener()),
      env: { SLACK_API_URL: await slack({ 'auth.test': { ok: true }, 'apps.connections.open': { ok: true } }, null) },
    });
    expect(printed).toContain('· this server does not tell the scopes of a token, so they cannot be checked');
    expect(printed).toContain('· this server does not tell about channels, so C0123456 cannot be checked');
    expect(code).toBe(0);
  });

  it('of a onebox names the servers that are none of its instances', async () => {
    const file = configFile('');
    const home = dirname(file);
    writeFileSync(join(home, 'run.sh'), '#!/bin/sh\n');
    chmodSync(join(home, 'run.sh'), 0o755);
    writeFileSync(
      file,
      `clusters:\n  cluster-x:\n    metas: [127.0.0.1:${await listener()}]\n    admin: { kind: shell, home: . }\n    processes: { driver: onebox, onebox: { home: . } }\n`,
    );
    const { printed } = await check({
      cluster: '',
      file,
      reading: ok({
        ...healthy,
        nodes: [{ address: nodeAddress('10.0.0.1:40000'), status: 'alive', primaries: 0, secondaries: 0 }],
      }),
      env: { SLACK_API_URL: await slack(goodSlack) },
    });
    expect(printed).toContain(`✓ onebox: ${home}/run.sh can be executed (it was not)`);
    expect(printed).toContain(
      '✗ 10.0.0.1:40000 is no replica of a onebox, which listens on port 34800 plus its number',
    );
  });
});

describe('the two ways to reach a cluster', () => {
  const moved: Observation = {
    ...healthy,
    nodes: [{ address: nodeAddress('10.0.0.1:34801'), status: 'alive', primaries: 0, secondaries: 1 }],
  };
  const shellAnd = async (
    ...others: readonly Result<Observation, AdminFailure>[]
  ): Promise<{ readonly code: number; readonly printed: string }> =>
    check({ cluster: clusterOf(await listener()), others, env: { SLACK_API_URL: await slack(goodSlack) } });

  it('may report different things once, because the cluster moved, and not each time', async () => {
    const once = await shellAnd(ok(moved), ok(healthy));
    expect(once.printed).toContain('✓ the shell and the native client report the same');
    expect(once.code).toBe(0);
    const always = await shellAnd(ok(moved));
    expect(always.printed).toContain('✗ the shell and the native client do not report the same, 3 times in a row');
    expect(always.printed).toContain('the primaries of 10.0.0.1:34801: the shell says 1, the native client says 0');
    expect(always.code).toBe(1);
  });

  it('need not both work', async () => {
    const { printed, code } = await shellAnd(fail({ kind: 'unreachable', message: 'No meta answered.', raw: [] }));
    expect(printed).toContain('· the native client does not read it: No meta answered.');
    expect(printed).toContain('· kind: shell is the one to use here');
    expect(code).toBe(0);
  });

  it('are one only where a native client has no home of a shell to compare with', async () => {
    const cluster = clusterOf(await listener()).replace('{ kind: shell, home: /opt/pegasus }', '{ kind: native }');
    const { printed, code } = await check({ cluster, env: { SLACK_API_URL: await slack(goodSlack) } });
    expect(printed).toContain('✓ the native client reads the cluster');
    expect(printed).not.toContain('the shell');
    expect(code).toBe(0);
    const both = await check({
      cluster: cluster.replace('{ kind: native }', '{ kind: native, home: /opt/pegasus }'),
      env: { SLACK_API_URL: await slack(goodSlack) },
    });
    expect(both.printed).toContain('✓ the native client and the shell report the same');
    expect(both.printed).toContain('kind: native is the one to use here');
  });
});
