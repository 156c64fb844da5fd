import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ClusterConfig, Config } from '../../src/config/config.js';
import { describeFault, type ConfigFault } from '../../src/config/fault.js';
import { loadConfig } from '../../src/config/load.js';
import { toPolicy } from '../../src/config/policy.js';
import { reactionNames } from '../../src/slack/reactions.js';
import { documentedTiming } from '../../src/roll/policy.js';

function write(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'pegasus-roll-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'pegasus-roll.yml');
  writeFileSync(file, text);
  return file;
}

const load = (text: string, env: NodeJS.ProcessEnv = {}) => loadConfig(write(text), env);

async function loaded(text: string): Promise<Config> {
  const result = await load(text);
  if (!result.ok) throw new Error(result.failure.map(describeFault).join('\n'));
  return result.value;
}

async function faults(text: string, env: NodeJS.ProcessEnv = {}): Promise<readonly ConfigFault[]> {
  const result = await load(text, env);
  if (result.ok) throw new Error('the file was taken');
  return result.failure;
}

/** Faults as they are read, without the name of the file. */
const told = async (text: string): Promise<readonly string[]> =>
  (await faults(text)).map((fault) => describeFault({ ...fault, source: 'f' }));

const first = (config: Config): ClusterConfig => {
  const [cluster] = config.clusters;
  if (cluster === undefined) throw new Error('no cluster');
  return cluster;
};

const least = `
clusters:
  cluster-x:
    metas: [10.0.0.1:34601]
    admin: { kind: shell, home: /opt/pegasus }
    processes: { driver: command, restart: [ssh, "{host}", restart, "{role}"] }
`;

/** The least file with more lines in its cluster. */
const cluster = (...lines: readonly string[]): string => least + lines.map((line) => `    ${line}\n`).join('');
const processes = (...lines: readonly string[]): string =>
  `clusters:\n  cluster-x:\n    metas: [10.0.0.1:34601]\n    admin: { kind: shell, home: /opt/pegasus }\n    processes:\n${lines.map((line) => `      ${line}\n`).join('')}`;

describe('a configuration file', () => {
  it('says in which language people are answered', async () => {
    expect((await loaded(least)).language).toBe('en');
    expect((await loaded(`language: zh\n${least}`)).language).toBe('zh');
    expect(await told(`language: fr\n${least}`)).toEqual([expect.stringContaining('"en" or "zh"')]);
  });

  it('needs little: all else has its documented value', async () => {
    const config = await loaded(least);
    expect(config).toMatchObject({ slack: { mode: 'socket', reactions: {} }, http: { host: '127.0.0.1', port: 9465 } });
    expect(config.store.path).toBe(join(config.file, '../data'));
    expect(toPolicy(first(config))).toEqual({
      cluster: 'cluster-x',
      clusterName: undefined,
      metas: ['10.0.0.1:34601'],
      collectors: [],
      approvals: { required: 1, approvers: [], selfApproval: false, expiresAfterMs: 1_800_000 },
      onRestart: 'continue',
      placementSlack: 10,
      whenWindowOpens: 'wait',
      drain: 'documented',
      timing: documentedTiming,
      mutation2pcMinReplicaCount: 2,
      minLiveNodes: 3,
      livePercentage: 50,
      diskSpace: { refusedBelow: 10, warnBelow: 15 },
      commandsTellApart: { servers: false, roles: true },
      procedure: Object.fromEntries(
        ['replica', 'meta', 'collector'].map((role) => [role, { restart: ['restart'], upgrade: ['restart'] }]),
      ),
    });
  });

  it('is like the example, which says what is the default anyway', async () => {
    const result = await loadConfig(resolve(import.meta.dirname, '../../pegasus-roll.example.yml'), {});
    expect(result).toMatchObject({ ok: true });
    if (!result.ok) return;
    const example = first(result.value);
    expect(example.timing).toEqual(documentedTiming);
    expect(example).toMatchObject({
      channel: 'C0123456789',
      admin: { home: '/opt/pegasus' },
      mutation2pcMinReplicaCount: 2,
      minLiveNodes: 3,
      livePercentage: 50,
      diskSpace: { refusedBelow: 10, warnBelow: 15 },
    });
    expect(example.approvals).toEqual({
      required: 2,
      approvers: ['U0123ABCD', '@pegasus-oncall'],
      selfApproval: false,
      expiresAfterMs: 1_800_000,
    });
    expect(example.processes).toMatchObject({ collectors: ['10.0.0.1:34101'], timeoutMs: 300_000 });
    expect(toPolicy(example).procedure.replica).toEqual({ restart: ['restart'], upgrade: ['install', 'restart'] });
  });

  it('names custom emoji and aliases; what has names of its own gives its old ones free', async () => {
    const { slack } = await loaded(`slack: { reactions: { approve: [批准, ship-it, x], reject: [nope] } }\n${least}`);
    expect(reactionNames(slack.reactions)).toMatchObject({
      approve: ['批准', 'ship-it', 'x'],
      reject: ['nope'],
      pause: ['double_vertical_bar', 'pause_button'],
    });
  });

  it('has change windows and freezes, from the defaults or its own', async () => {
    const config = await loaded(`
defaults:
  windows: ["Mon-Fri 10:00-17:00 Asia/Shanghai"]
  freezes: [{ from: 2026-02-14, to: 2026-02-20, zone: Asia/Shanghai, reason: Spring Festival }]
  whenWindowOpens: continue
  approvals: { warnBefore: 5m, approvers: [S0123ABCD], required: 2 }
${least.replace('clusters:', 'clusters:\n  cluster-y: { windows: [], metas: [a:1], admin: { kind: shell, home: h }, processes: { driver: command, restart: [r] } }')}`);
    const [y, x] = config.clusters;
    expect(y?.windows).toEqual([]);
    expect(x).toMatchObject({
      windows: [{ written: 'Mon-Fri 10:00-17:00 Asia/Shanghai', zone: 'Asia/Shanghai' }],
      freezes: [{ from: Date.UTC(2026, 1, 13, 16), until: Date.UTC(2026, 1, 20, 16), reason: 'Spring Festival' }],
    });
    expect(x === undefined ? undefined : toPolicy(x)).toMatchObject({
      whenWindowOpens: 'continue',
      approvals: { required: 2, approvers: ['S0123ABCD'], warnBeforeMs: 300_000 },
    });
  });

  it('has rules for ways between versions', async () => {
    const rule = '{ name: not-2.5.0, from: "<2.5.0-0", to: 2.5.0, level: block, what: wait for 2.5.1 }';
    const made = first(await loaded(cluster(`versionRules: [${rule}]`)));
    expect(toPolicy(made).versionRules).toEqual([
      { name: 'not-2.5.0', from: '<2.5.0-0', to: '2.5.0', level: 'block', what: 'wait for 2.5.1' },
    ]);
    await expect(loaded(cluster(`versionRules: [${rule.replace('2.5.0-0', 'new')}]`))).rejects.toThrow(
      /a range of versions/,
    );
  });

  it('reaches a cluster natively without a folder of a shell, or with one to compare', async () => {
    const native = (admin: string): Promise<Config> =>
      loaded(least.replace('{ kind: shell, home: /opt/pegasus }', admin));
    expect(first(await native('{ kind: native }')).admin).toEqual({ kind: 'native' });
    expect(first(await native('{ kind: native, home: /opt/pegasus }')).admin).toEqual({
      kind: 'native',
      home: '/opt/pegasus',
    });
  });

  it('says durations in words', async () => {
    const { timing } = first(await loaded(cluster('timing: { assignDelay: 1h30m, pollInterval: 250ms, stall: 1.5m }')));
    expect(timing).toEqual({ ...documentedTiming, assignDelay: 5_400_000, pollInterval: 250, stall: 90_000 });
  });

  it('puts its defaults below every cluster: mappings are joined, the rest is replaced', async () => {
    const config = await loaded(`
defaults:
  metas: [10.0.0.9:34601]
  approvals: { required: 2, approvers: ["@oncall"], expiresAfter: 1h }
  admin: { kind: shell, home: pegasus }
  processes: { driver: command, restart: [restart], timeout: 1m }
clusters:
  one:
  two: { metas: [b:1, c:2], approvals: { required: 3 }, processes: { restart: [other, "{host}"] } }
`);
    const [one, two] = config.clusters;
    expect(one).toMatchObject({
      cluster: 'one',
      metas: ['10.0.0.9:34601'],
      approvals: { required: 2, expiresAfterMs: 3_600_000 },
    });
    expect(one?.admin).toEqual({ kind: 'shell', home: join(config.file, '../pegasus') });
    expect(two).toMatchObject({
      metas: ['b:1', 'c:2'],
      approvals: { required: 3, approvers: ['@oncall'] },
      processes: { driver: { restart: ['other', '{host}'] }, timeoutMs: 60_000 },
    });
  });

  it('leaves out of its defaults the way to replace a process where a cluster names another', async () => {
    const config = await loaded(`
defaults:
  admin: { kind: native }
  processes: { driver: command, restart: [r], install: [i], timeout: 1m }
clusters:
  restarts: { metas: [a:1] }
  stops: { metas: [b:1], processes: { stop: [s], start: [t] } }
  onebox: { metas: [c:1], processes: { driver: onebox, onebox: { home: /opt/pegasus } } }
`);
    expect(config.clusters.map(({ processes: { driver } }) => driver)).toEqual([
      { kind: 'command', restart: ['r'] },
      { kind: 'command', stop: ['s'], start: ['t'] },
      { kind: 'onebox', home: '/opt/pegasus' },
    ]);
    expect(config.clusters.map(({ processes: { install, timeoutMs } }) => [install, timeoutMs])).toEqual(
      Array(3).fill([['i'], 60_000]),
    );
    const halves = `defaults: { admin: { kind: native }, approvals: { approvers: [U012], required: 2 }, processes: { driver: command, stop: [s] } }\nclusters: { x: { metas: [a:1], approvals: { approvers: [U012, U013] }, processes: { start: [t] } } }\n`;
    expect(first(await loaded(halves)).processes.driver).toEqual({ kind: 'command', stop: ['s'], start: ['t'] });
    expect(first(await loaded(halves.replace('start: [t]', 'restart: [r]'))).processes.driver).toEqual({
      kind: 'command',
      restart: ['r'],
    });
  });

  it('leaves out of its defaults what they say to another driver than the one that a cluster names', async () => {
    const config = await loaded(`
defaults:
  admin: { kind: native }
  processes: { driver: systemd, systemd: { unit: "pegasus-{role}" }, ssh: { config: c }, timeout: 1m }
clusters:
  units: { metas: [a:1] }
  own: { metas: [b:1], processes: { driver: command, restart: [r] } }
`);
    expect(config.clusters.map(({ processes: { driver } }) => driver)).toEqual([
      {
        kind: 'systemd',
        unit: 'pegasus-{role}',
        sudo: true,
        ssh: { destination: '{host}', config: join(config.file, '../c') },
      },
      { kind: 'command', restart: ['r'] },
    ]);
  });

  it('leaves out of its defaults the way to replace a package where a cluster names another', async () => {
    const releases = 'releases: { folder: /opt/releases, current: /opt/current }';
    const config = await loaded(`
defaults:
  admin: { kind: native }
  processes: { driver: systemd, systemd: { unit: "pegasus-{role}" }, install: [i] }
clusters:
  linked: { metas: [a:1], processes: { ${releases} } }
  installed: { metas: [b:1] }
`);
    expect(config.clusters.map(({ processes: { install, driver } }) => [install, 'releases' in driver])).toEqual([
      [undefined, true],
      [['i'], false],
    ]);
  });

  it('refuses ssh that would go to one place for every server', async () => {
    const one = `clusters: { x: { metas: [a:1], admin: { kind: native }, processes: { driver: systemd, systemd: { unit: u }, ssh: { destination: operator@gateway } } } }\n`;
    expect(await told(one)).toEqual([
      expect.stringMatching(/ssh\.destination: expected where ssh goes, another place/),
    ]);
  });

  it.each([
    ['[driver: command, restart: [r]]', 'driver: command\nrestart: [r]', ['restart'], ['restart']],
    ['install before a restart', 'driver: command\nrestart: [r]\ninstall: [i]', ['restart'], ['install', 'restart']],
    ['stop and start', 'driver: command\nstop: [s]\nstart: [s]', ['stop', 'start'], ['stop', 'start']],
    [
      'install between stop and start',
      'driver: command\nstop: [s]\nstart: [s]\ninstall: [i]',
      ['stop', 'start'],
      ['stop', 'install', 'start'],
    ],
    ['onebox', 'driver: onebox\nonebox: { home: /opt/pegasus }', ['restart'], ['restart']],
    [
      'onebox with install',
      'driver: onebox\nonebox: { home: /opt/pegasus }\ninstall: [i]',
      ['restart'],
      ['stop', 'install', 'start'],
    ],
  ])('replaces a process by what it names: %s', async (_, lines, restart, upgrade) => {
    const { procedure } = toPolicy(first(await loaded(processes(...lines.split('\n')))));
    expect(procedure).toEqual({
      replica: { restart, upgrade },
      meta: { restart, upgrade },
      collector: { restart, upgrade },
    });
  });
});

describe('the operator’s own commands around a server', () => {
  it('are known to the protocol in their order, whatever the driver', async () => {
    const config = await loaded(
      processes('driver: systemd', 'systemd: { unit: u }', 'after: [a, "{run}"]', 'verify: [v, "{address}"]'),
    );
    expect(first(config).processes.hooks).toEqual({ verify: ['v', '{address}'], after: ['a', '{run}'] });
    expect(toPolicy(first(config)).hooks).toEqual(['verify', 'after']);
  });

  it('have no version: a restart has none', async () => {
    expect(await told(processes('driver: command', 'restart: [r]', 'verify: [v, "{version}"]'))).toEqual([
      expect.stringMatching(/processes\.verify\[1\]: expected only the placeholders .* found "\{version\}"/),
    ]);
  });
});

describe('when a cluster is at rest', () => {
  const settled = (...lines: string[]): string =>
    `clusters:\n  x:\n    metas: [a:1]\n    admin: { kind: native }\n    processes: { driver: command, restart: [r] }\n    settle:\n${lines.map((line) => `      ${line}\n`).join('')}`;

  it('is a query of Prometheus or a command', async () => {
    const config = first(await loaded(settled('prometheus: http://prometheus:9090/', 'query: max(p99)', 'below: 20')));
    expect(config.settle).toEqual({
      forMs: 60_000,
      asks: { kind: 'prometheus', url: 'http://prometheus:9090', query: 'max(p99)', below: 20 },
    });
    expect(toPolicy(config).settle).toEqual({ what: 'max(p99)', below: 20, forMs: 60_000 });
    const command = first(await loaded(settled('command: [quiet, "{cluster}"]', 'for: 2m')));
    expect(toPolicy(command).settle).toEqual({ what: 'quiet {cluster}', forMs: 120_000 });
  });

  it.each([
    [['for: 1m'], /settle\.prometheus: expected either "prometheus" with "query", or "command"/],
    [['prometheus: http://p:9090'], /settle\.query: expected a "query" for Prometheus/],
    [['command: [q]', 'below: 5'], /settle\.below: expected no "below" with a command/],
    [['prometheus: "http://p:9090/?x=1"', 'query: q'], /settle\.prometheus: expected an http or https URL/],
    [['command: [q, "{address}"]'], /settle\.command\[1\]: expected only the placeholders \{cluster\}/],
  ])('and nothing in between: %j', async (lines, fault) => {
    expect((await told(settled(...lines))).join('\n')).toMatch(fault);
  });
});

describe('alerts of a cluster', () => {
  const alerting = (alerts: string): string =>
    `clusters: { x: { metas: [a:1], admin: { kind: native }, processes: { driver: command, restart: [r] }, alerts: ${alerts} } }`;

  it('block, or are silenced, by matchers', async () => {
    const config = first(
      await loaded(alerting(`{ alertmanager: "http://am:9093", block: ['a="b"', 'c=~"d"'], silence: ['a="b"'] }`)),
    );
    expect(toPolicy(config)).toMatchObject({ alerts: '{a="b", c=~"d"}', silences: '{a="b"}' });
  });

  it.each([
    ['{ alertmanager: "http://am:9093" }', /alerts: expected|alerts\.block: expected "block" or "silence", or both/],
    [`{ alertmanager: "http://am:9093", block: ['a=b'] }`, /alerts\.block\[0\]: expected a matcher such as/],
    [`{ alertmanager: "am:9093", block: ['a="b"'] }`, /alerts\.alertmanager: expected an http or https URL/],
  ])('and nothing else: %s', async (alerts, fault) => {
    expect((await told(alerting(alerts))).join('\n')).toMatch(fault);
  });
});

describe('a wrong configuration file', () => {
  const placeholders = 'only the placeholders {cluster} {role} {host} {port} {address} {index} {run}';

  it('is reported whole, each fault with its place', async () => {
    expect(
      await told(`slack:
  mode: sockets
http: { listen: 9465 }
clusters:
  cluster-x:
    chanel: C012345678
    metas: [10.0.0.1, 10.0.0.2:34601, 10.0.0.2:34601]
    admin: { kind: rpc, home: /opt/pegasus }
    approvals: { required: 0, expiresAfter: 90 }
    windows: ["Mon-Fri 10:00-17:00"]
    processes:
      driver: carrier-pigeon
      restart: [ssh, "{hosts}", {role}, 5, "{version}"]
    timing:
      pollInterval: 0s
`),
    ).toEqual([
      'f:2:3 slack.mode: expected "socket" or "http", found "sockets"',
      'f:3:9 http.listen: expected host:port, for example 127.0.0.1:9465, found 9465',
      expect.stringMatching(
        /^f:6:5 clusters\.cluster-x\.chanel: expected one of the keys channel, clusterName, metas, .*, found the unknown key "chanel" \(did you mean "channel"\?\)$/,
      ),
      'f:7:13 clusters.cluster-x.metas[0]: expected host:port, for example 10.0.0.1:34601, found "10.0.0.1"',
      'f:7:39 clusters.cluster-x.metas[2]: expected each meta once, found "10.0.0.2:34601"',
      'f:8:14 clusters.cluster-x.admin.kind: expected "native" or "shell", found "rpc"',
      'f:9:18 clusters.cluster-x.approvals.required: expected how many approvals are needed, 1 to 20, found 0',
      'f:9:31 clusters.cluster-x.approvals.expiresAfter: expected a duration such as 90s, 5m or 1h, above zero and at most 24d, found 90 (with its unit: 90s)',
      'f:10:15 clusters.cluster-x.windows[0]: expected a change window such as "Mon-Fri 10:00-17:00 Asia/Shanghai", found "Mon-Fri 10:00-17:00" (a time zone is missing; UTC is one)',
      'f:12:7 clusters.cluster-x.processes.driver: expected "command" or "compose" or "kubernetes" or "minos" or "onebox" or "supervisord" or "systemd", found "carrier-pigeon"',
      'f:13:22 clusters.cluster-x.processes.restart[1]: expected only the placeholders {cluster} {role} {host} {port} {address} {index} {run}, found "{hosts}" (did you mean {host}?)',
      'f:13:33 clusters.cluster-x.processes.restart[2]: expected an argument, as text, found a mapping with role (a placeholder needs quotes: "{role}")',
      'f:13:41 clusters.cluster-x.processes.restart[3]: expected an argument, as text, found 5 (in quotes: "5")',
      'f:13:44 clusters.cluster-x.processes.restart[4]: expected only the placeholders {cluster} {role} {host} {port} {address} {index} {run}, found "{version}" ({version} has a value only in "install": a restart has no version)',
      'f:15:7 clusters.cluster-x.timing.pollInterval: expected a duration such as 90s, 5m or 1h, above zero and at most 24d, found "0s"',
    ]);
  });

  it('has a meta in two clusters: both are named, and so are the other faults', async () => {
    const two = (metas: string, more = ''): string =>
      `${least}  cluster-y: { metas: ${metas}, admin: { kind: shell, home: h }, processes: { driver: command, restart: [r] }${more} }\n`;
    const shared =
      'a meta of one cluster only, found "10.0.0.1:34601" (cluster-x and cluster-y both have it: one cluster under two names would be rolled by two runs at once)';
    expect(await told(two('[10.0.0.9:34601, 10.0.0.1:34601]', ', onRestart: wait'))).toEqual([
      `f:7:40 clusters.cluster-y.metas[1]: expected ${shared}`,
      expect.stringMatching(/^f:7:\d+ clusters\.cluster-y\.onRestart: /),
    ]);
    expect(await told(two('[Meta-1:34601]').replace('10.0.0.1', 'meta-1'))).toEqual([
      expect.stringMatching(/cluster-y\.metas\[0\]: expected a meta of one cluster only, found "Meta-1:34601"/),
    ]);
    expect(
      await told(
        `defaults: { metas: [10.0.0.1:34601], admin: { kind: native }, processes: { driver: command, restart: [r] } }\nclusters: { cluster-x: , cluster-y: }\n`,
      ),
    ).toEqual([`f:1:21 defaults.metas[0]: expected ${shared}`]);
    await loaded(two('[10.0.0.1:34602]'));
  });

  it('is wrong once where its defaults are wrong', async () => {
    expect(
      await told(
        `${least}  cluster-y: { metas: [a:1], admin: { kind: shell, home: h }, processes: { driver: command, restart: [r] } }\ndefaults:\n  onRestart: wait\n`,
      ),
    ).toEqual(['f:9:3 defaults.onRestart: expected "continue" or "pause", found "wait"']);
    const own = `${least}    onRestart: pause\n    timing: { stall: 6m }\n`;
    expect(
      await told(`${own}defaults: { onRestart: wait, timing: { stall: 5, stal: 5m }, approvals: { required: 0 } }\n`),
    ).toEqual([
      'f:9:13 defaults.onRestart: expected "continue" or "pause", found "wait"',
      'f:9:40 defaults.timing.stall: expected a duration such as 90s, 5m or 1h, above zero and at most 24d, found 5 (with its unit: 5s)',
      expect.stringMatching(/^f:9:50 defaults\.timing\.stal: .* \(did you mean "stall"\?\)$/),
      'f:9:75 defaults.approvals.required: expected how many approvals are needed, 1 to 20, found 0',
    ]);
    expect(await told(`defaults: [1]\n${least}`)).toEqual([
      'f:1:1 defaults: expected a mapping of cluster settings, found a list of 1',
    ]);
  });

  it.each([
    ['an empty file', '', 'f clusters: expected a mapping from names of clusters to their settings, found nothing'],
    ['no cluster', 'clusters: {}', 'f:1:1 clusters: expected at least one cluster, found an empty mapping'],
    ['a list', '- a\n', 'f: expected a mapping, found a list of 1'],
    [
      'a cluster without a name',
      least.replace('cluster-x', '"my cluster"'),
      'f:3:3 clusters.my cluster: expected the name of a cluster: letters, digits, dots, dashes and underscores; not “all”, found "my cluster"',
    ],
    [
      'a cluster called as all of them are',
      least.replace('cluster-x', 'all'),
      'f:3:3 clusters.all: expected the name of a cluster: letters, digits, dots, dashes and underscores; not “all”, found "all"',
    ],
    [
      'no metas',
      least.replace('[10.0.0.1:34601]', '[]'),
      'f:4:5 clusters.cluster-x.metas: expected at least one meta, found an empty list',
    ],
    [
      'a meta twice',
      least.replace('[10.0.0.1:34601]', '[a:1, a:1]'),
      'f:4:18 clusters.cluster-x.metas[1]: expected each meta once, found "a:1"',
    ],
    [
      'a meta twice, once in capitals',
      least.replace('[10.0.0.1:34601]', '[a:1, A:1]'),
      'f:4:18 clusters.cluster-x.metas[1]: expected each meta once, found "A:1"',
    ],
    [
      'an impossible address',
      least.replace('10.0.0.1', '10.0.0.256'),
      'f:4:13 clusters.cluster-x.metas[0]: expected host:port, for example 10.0.0.1:34601, found "10.0.0.256:34601"',
    ],
    [
      'an impossible port',
      least.replace('34601', '70000'),
      'f:4:13 clusters.cluster-x.metas[0]: expected host:port, for example 10.0.0.1:34601, found "10.0.0.1:70000"',
    ],
    [
      'an approver by name',
      cluster('approvals: { approvers: [alice] }'),
      'f:7:30 clusters.cluster-x.approvals.approvers[0]: expected a user id such as U0123ABCD, or a user group such as "@pegasus-oncall" or S0123ABCD, found "alice"',
    ],
    [
      'everybody in the channel as a group',
      cluster('approvals: { approvers: ["@here"] }'),
      'f:7:30 clusters.cluster-x.approvals.approvers[0]: expected a user id such as U0123ABCD, or a user group such as "@pegasus-oncall" or S0123ABCD, found "@here"',
    ],
    [
      'a reminder before the request',
      cluster('approvals: { expiresAfter: 10m, warnBefore: 10m }'),
      'f:7:37 clusters.cluster-x.approvals.warnBefore: expected less than expiresAfter, 10m, found "10m"',
    ],
    [
      'a zone that is not known',
      cluster('windows: ["Mon-Fri 10:00-17:00 Asia/Shangai"]'),
      'f:7:15 clusters.cluster-x.windows[0]: expected a change window such as "Mon-Fri 10:00-17:00 Asia/Shanghai", with a zone of the time zone database, found "Mon-Fri 10:00-17:00 Asia/Shangai" (did you mean Asia/Shanghai?)',
    ],
    [
      'a window that is no list',
      cluster('windows: Mon-Fri 10:00-17:00 UTC'),
      'f:7:5 clusters.cluster-x.windows: expected a list of change windows, for example ["Mon-Fri 10:00-17:00 Asia/Shanghai"], found "Mon-Fri 10:00-17:00 UTC"',
    ],
    [
      'a freeze without a reason',
      cluster('freezes: [{ from: 2026-02-14, to: 2026-02-20 }]'),
      'f:7:15 clusters.cluster-x.freezes[0].reason: expected why, in a few words, found nothing',
    ],
    [
      'a freeze that ends before it begins',
      cluster('freezes: [{ from: 2026-02-14, to: 2026-02-13, reason: x }]'),
      'f:7:35 clusters.cluster-x.freezes[0].to: expected a date or time after its "from", 2026-02-14, found "2026-02-13"',
    ],
    [
      'a day that there is not',
      cluster('freezes: [{ from: 2026-02-29, to: 2026-03-13, reason: x }]'),
      'f:7:17 clusters.cluster-x.freezes[0].from: expected a date such as 2026-02-14, or with a time 2026-02-14 18:00, found "2026-02-29"',
    ],
    [
      'a freeze in no zone',
      cluster('freezes: [{ from: 2026-02-14, to: 2026-02-20, zone: Europe/Berln, reason: x }]'),
      'f:7:51 clusters.cluster-x.freezes[0].zone: expected a zone of the time zone database, such as Asia/Shanghai or UTC, found "Europe/Berln" (did you mean Europe/Berlin?)',
    ],
    [
      'approvals nobody can give',
      cluster('approvals: { approvers: [U012], required: 2 }'),
      'f:7:37 clusters.cluster-x.approvals.required: expected no more approvals than the 1 approvers can give, found 2 (and who asks may not approve)',
    ],
    [
      'a duration without end',
      cluster('timing: { stall: 30d }'),
      'f:7:15 clusters.cluster-x.timing.stall: expected a duration such as 90s, 5m or 1h, above zero and at most 24d, found "30d"',
    ],
    [
      'looks more seldom than the patience for progress',
      cluster('timing: { pollInterval: 24d }'),
      'f:7:15 clusters.cluster-x.timing.pollInterval: expected less than stall, 5m, found "24d" (a run would hold although all goes well)',
    ],
    [
      'no patience at all',
      cluster('timing: { stall: 1ms }'),
      'f:7:15 clusters.cluster-x.timing.stall: expected more than metaTick, 10s, found "1ms" (a run would hold although all goes well)',
    ],
    [
      'no patience between two looks',
      cluster('timing: { stall: 1s, metaTick: 100ms }'),
      'f:7:15 clusters.cluster-x.timing.stall: expected more than pollInterval, 1s, found "1s" (a run would hold although all goes well)',
    ],
    [
      'less patience with a start than between two looks',
      cluster('timing: { start: 1s }'),
      'f:7:15 clusters.cluster-x.timing.start: expected more than pollInterval, 1s, found "1s" (a run would hold although all goes well)',
    ],
    [
      'restart and stop',
      processes('driver: command', 'restart: [r]', 'stop: [s]', 'start: [s]'),
      'f:7:7 clusters.cluster-x.processes.restart: expected "restart", or "stop" and "start", not both, found a list of 1',
    ],
    [
      'stop alone',
      processes('driver: command', 'stop: [s]'),
      'f:7:7 clusters.cluster-x.processes.stop: expected "stop" and "start" together, found a list of 1',
    ],
    [
      'no way to restart',
      processes('driver: command'),
      'f:5:5 clusters.cluster-x.processes.restart: expected a "restart" command, or "stop" and "start", found nothing',
    ],
    [
      'a shell without home',
      least.replace('{ kind: shell, home: /opt/pegasus }', '{ kind: shell }'),
      'f:5:5 clusters.cluster-x.admin.home: expected the path of a folder, found nothing',
    ],
    [
      'an onebox without home',
      processes('driver: onebox'),
      'f:5:5 clusters.cluster-x.processes.onebox: expected a mapping with "home", the folder with run.sh, found nothing',
    ],
    [
      'a setting of another driver',
      processes('driver: command', 'restart: [r]', 'onebox: { home: h }'),
      'f:8:7 clusters.cluster-x.processes.onebox: expected no "onebox" with the driver "command", found a mapping with home',
    ],
    [
      'an onebox with a command that it has itself',
      processes('driver: onebox', 'onebox: { home: h }', 'restart: [r]'),
      'f:8:7 clusters.cluster-x.processes.restart: expected no "restart" with the driver "onebox", found a list of 1',
    ],
    [
      'a unit that names a run',
      processes('driver: systemd', 'systemd: { unit: "pegasus-{run}" }'),
      'f:7:18 clusters.cluster-x.processes.systemd.unit: expected only the placeholders {cluster} {role} {host} {port} {address} {index}, found "pegasus-{run}" ({run} has no value here, which is used outside of runs too)',
    ],
    [
      'two ways to replace a package',
      processes('driver: systemd', 'systemd: { unit: u }', 'install: [i]', 'releases: { folder: /a, current: /b }'),
      'f:9:7 clusters.cluster-x.processes.releases: expected "install" or "releases", not both, found a mapping with folder, current',
    ],
    [
      'systemd without a unit',
      processes('driver: systemd'),
      'f:5:5 clusters.cluster-x.processes.systemd: expected a mapping with "unit", such as "pegasus-{role}", found nothing',
    ],
    [
      'compose with nothing',
      processes('driver: compose', 'compose:', 'ssh: {}'),
      'f:7:7 clusters.cluster-x.processes.compose: expected a mapping, found nothing',
    ],
    [
      'one service for all servers of this machine',
      processes('driver: compose', 'compose: { service: "pegasus-{role}", file: /c.yaml }'),
      'f:5:5 clusters.cluster-x.processes.ssh: expected "ssh", or a service for each server, with {index}, {port}, {address} or {host}, found nothing',
    ],
    [
      'a placeholder with a space',
      processes('driver: command', 'restart: [r, "{host }"]'),
      `f:7:20 clusters.cluster-x.processes.restart[1]: expected ${placeholders}, found "{host }" (did you mean {host}?)`,
    ],
    [
      'a placeholder that is not closed',
      processes('driver: command', 'restart: [r, "{host"]'),
      `f:7:20 clusters.cluster-x.processes.restart[1]: expected ${placeholders}, found "{host" (did you mean {host}?)`,
    ],
    [
      'braces for a shell',
      processes('driver: command', "restart: [ssh, '{host}', 'kill ${PID}']"),
      `f:7:32 clusters.cluster-x.processes.restart[2]: expected ${placeholders}, found "kill \${PID}" (braces are for placeholders; what needs others goes into a script)`,
    ],
    [
      'braces for awk',
      processes('driver: command', "restart: [ssh, '{host}', 'awk \"{print $1}\" f']"),
      expect.stringContaining('(braces are for placeholders; what needs others goes into a script)'),
    ],
    [
      'a command without program',
      processes('driver: command', 'restart: []'),
      'f:7:7 clusters.cluster-x.processes.restart: expected a list that begins with a program, found an empty list',
    ],
    [
      'an emoji that means something else already',
      `slack: { reactions: { approve: [ship-it, thumbsdown] } }\n${least}`,
      'f:1:42 slack.reactions.approve[1]: expected an emoji that does not mean "reject" already, found "thumbsdown" (it does unless "reject" has names of its own here)',
    ],
    [
      'an emoji with a skin',
      `slack: { reactions: { approve: ["+1::skin-tone-2"] } }\n${least}`,
      'f:1:33 slack.reactions.approve[0]: expected the name of an emoji, without colons, capitals and skin tone, found "+1::skin-tone-2"',
    ],
    [
      'one emoji with two meanings',
      `slack: { reactions: { approve: [x], reject: [x] } }\n${least}`,
      'f:1:46 slack.reactions.reject[0]: expected an emoji that does not mean "approve" already, found "x"',
    ],
  ])('says so: %s', async (_, text, fault) => {
    expect(await told(text)).toEqual([fault]);
  });

  it('that is no YAML says where', async () => {
    expect(await told('clusters:\n  a: [1\n  b: 2\n')).toEqual(
      expect.arrayContaining([expect.stringMatching(/^f:[23]:\d+: expected valid YAML, found /)]),
    );
    expect(await told('clusters: {}\nclusters: {}\n')).toEqual([
      'f:2:1: expected valid YAML, found Map keys must be unique',
    ]);
  });

  it('that others could have written says so, and is not read', async () => {
    const file = write(least);
    chmodSync(file, 0o664);
    expect(await loadConfig(file, {})).toEqual({
      ok: false,
      failure: [
        {
          source: file,
          path: '',
          expected: 'a configuration file',
          found: 'a file that may be written by others than its owner (mode 664). Take that away with chmod go-w',
        },
      ],
    });
  });

  it('that is not there says so', async () => {
    expect(await loadConfig('/nowhere/pegasus-roll.yml', {})).toEqual({
      ok: false,
      failure: [
        {
          source: '/nowhere/pegasus-roll.yml',
          path: '',
          expected: 'a configuration file',
          found: 'no such file',
          hint: 'copy pegasus-roll.example.yml to that place and change it',
        },
      ],
    });
  });
});

describe('a secret in the file', () => {
  const signingSecret = '0123456789abcdef0123456789abcdef';

  it.each([
    ['a bot token under a name of its own', `slack: { mode: xoxb-123456789012-abcdef }\n${least}`, 'slack.mode'],
    ['a token where it might be expected', `slack: { botToken: anything-at-all }\n${least}`, 'slack.botToken'],
    ['a signing secret that is also in the environment', `slack: { mode: ${signingSecret} }\n${least}`, 'slack.mode'],
    [
      'a password in a command',
      cluster().replace('"{host}"', '"--password=hunter2secret"'),
      'clusters.cluster-x.processes.restart[1]',
    ],
    [
      'a header in a command',
      cluster().replace('"{host}"', '"Authorization: Bearer hunter2secret"'),
      'clusters.cluster-x.processes.restart[1]',
    ],
  ])('is refused and not repeated: %s', async (_, text, path) => {
    const found = await faults(text, { SLACK_SIGNING_SECRET: signingSecret });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      path,
      expected: 'no secrets in this file',
      found: 'what looks like a secret, not shown here',
    });
    expect(JSON.stringify(found)).not.toMatch(/xoxb-1|anything-at-all|0123456789abcdef|hunter2/);
  });
});
