import { chmodSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fail, ok, type Result } from '../../src/lib/result.js';
import { gpid, nodeAddress } from '../../src/roll/ids.js';
import type { AdminFailure, Observation } from '../../src/roll/observation.js';
import { check, clusterOf, everyScope, goodSlack, healthy, listener, silentPort, slack } from './check-setup.js';
import { configFile } from './support.js';

describe('a set-up in which all is well', () => {
  it('is said to be', async () => {
    const [meta, collector] = await Promise.all([listener(), listener()]);
    const { code, printed } = await check({
      cluster: clusterOf(
        meta,
        'clusterName: mycluster',
        `processes: { driver: command, restart: [sh, "{address}"], reach: ["true", "{host}"], install: [sh, "{version}"], collectors: [127.0.0.1:${collector}] }`,
      ),
      env: { SLACK_API_URL: await slack(goodSlack) },
    });
    expect(
      printed
        .replace(/ \S*pegasus-roll\.yml/, ' FILE')
        .replace(/\d+ ms/g, 'MS')
        .replace(/\(\d+ s\)/, '(TIME)')
        .replace(/: \/\S*\/sh can/g, ': SH can')
        .replace(/\S*\/data/, 'DATA'),
    ).toBe(
      `Configuration
  ✓ FILE is right: cluster-x
Cluster cluster-x (TIME)
  ✓ meta 127.0.0.1:${meta} accepts connections
  ✓ the shell reads the cluster: leader 127.0.0.1:${meta}, level lively, 4 replica servers, 0 tables
  ✓ it calls itself mycluster
  ✓ these checks of a plan pass: leader-known, shared-host, lock, window, freeze, nodes-alive, metas-answer, partitions-full, no-ddd, settings-sane, not-frozen, replica-count, node-removable, black-list, disk-space, restart-budget
  ✓ all 5 processes that answer run 2.5.0
  ✓ each replica server has a machine of its own
  ✓ meta.lb.add_secondary_enable_flow_control is true
  ✓ no setting looks left behind: assign_delay_ms 600000, add_secondary_max_count_for_one_node 20
  ✓ the cluster has just the metas of the configuration: 127.0.0.1:${meta}
  ✓ 5 hosts resolve both ways here
  ✓ the clocks of 5 servers and of this machine agree within 0 s
  ✓ the shell is of 2.5.1, like the servers
  ✓ the shell and the native client report the same (MS and MS)
  · kind: native works here too: it is faster, needs nothing installed, and sees what a newer server holds; kind: shell stays right
  ✓ restart: SH can be executed (it was not)
  ✓ install: SH can be executed (it was not)
  ✓ reach: the hosts of all 6 servers were reached
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
    expect(await said('digest: C0DIGEST1', { name: 'digest' })).toContain(
      '· Slack does not tell whether the bot is in #digest',
    );
    expect(
      await said('alternate: { channel: C0OTHER01 }', { name: 'other', is_archived: true, is_member: true }),
    ).toContain('✗ #other is archived: nobody can post there');
    expect(await said('alternate: { command: [/nowhere/page] }', {})).toContain(
      '✗ slack.alternate.command: /nowhere/page is not there, or may not be executed',
    );
    expect(await said('alternate: { command: [sh, -c, "cat"] }', {})).toMatch(
      /✓ slack\.alternate\.command: \/\S*sh can be executed \(it was not\)[^]*Nothing is known to be wrong\. 1 marked \? could not be told\./,
    );
  });

  it('is told that it is another cluster than it should be, and what of it is not well now', async () => {
    const { code, printed } = await check({
      cluster: `${clusterOf(await listener())}\nclusterName: othercluster`,
      reading: ok({
        ...healthy,
        nodes: healthy.nodes.map((node, nth) => (nth === 3 ? { ...node, status: 'unalive' } : node)),
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
    for (const line of [
      '✗ the metas answer for cluster "mycluster", the configuration says "othercluster"',
      '→ Correct metas, or clusterName, in the configuration',
      '! 10.0.0.4:34801 is not ALIVE',
      '! 1 partition misses copies',
    ])
      expect(printed).toContain(line);
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

  it('is told of approvers who are nobody, or whose word never counts', async () => {
    const cluster = `${clusterOf(await listener())}\napprovals: { approvers: [U0BOB, U0GONE, U0GUEST, U0NOBODY] }`;
    const people: Readonly<Record<string, object>> = {
      U0BOB: { id: 'U0BOB', team_id: 'T1', profile: { display_name: 'bob' } },
      U0GONE: { id: 'U0GONE', team_id: 'T1', deleted: true, name: 'gone' },
      U0GUEST: { id: 'U0GUEST', team_id: 'T1', is_restricted: true, name: 'guest' },
    };
    const { printed, code } = await check({
      cluster,
      env: {
        SLACK_API_URL: await slack(
          { ...goodSlack, 'auth.test': { ok: true, user: 'pegasus', team: 'Acme', team_id: 'T1' } },
          undefined,
          {
            'users.info': ({ user }) => {
              const found = people[user ?? ''];
              return found === undefined ? { ok: false, error: 'user_not_found' } : { ok: true, user: found };
            },
          },
        ),
      },
    });
    for (const line of [
      '✓ approver U0BOB is bob',
      '✗ approver U0GONE (gone) is deactivated, so what they say never counts',
      '✗ approver U0GUEST (guest) is a guest, so what they say never counts',
      '✗ there is nobody with the id U0NOBODY among the approvers',
    ])
      expect(printed).toContain(line);
    expect(code).toBe(1);
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
    nodes: healthy.nodes.map((node, nth) => (nth === 0 ? { ...node, secondaries: 1 } : node)),
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
    expect(always.printed).toContain('the secondaries of 10.0.0.1:34801: the shell says 0, the native client says 1');
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
