import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printPlan } from '../../src/cli/plan.js';
import { printSchema } from '../../src/cli/schema.js';
import type { Refusal } from '../../src/engine/run-service.js';
import { fail, ok, type Result } from '../../src/lib/result.js';
import { block, pass } from '../../src/roll/gates/verdict.js';
import { clusterName, gpid, nodeAddress, userId } from '../../src/roll/ids.js';
import { defaultOptions, type RollOptions } from '../../src/roll/options.js';
import type { Plan } from '../../src/roll/plan.js';
import { readClusterRecord } from '../../src/store/files/read-cluster.js';
import type { ClusterRecord } from '../../src/store/run-store.js';
import { opened } from '../store/support/open.js';
import { temporaryFolder } from '../store/support/samples.js';
import { configFile, paper } from './support.js';
import { foreign } from '../../src/roll/message.js';
import { inWords } from '../support/in-words.js';

const file = `
clusters:
  cluster-x:
    metas: [10.0.0.1:34601]
    admin: { kind: shell, home: /opt/pegasus }
    processes: { driver: command, restart: [restart] }
`;

function planOf(options: RollOptions, changes: Partial<Plan> = {}): Plan {
  return {
    id: '3f2a9c',
    cluster: clusterName('cluster-x'),
    madeAt: 0,
    options,
    targets: [
      {
        role: 'replica',
        address: nodeAddress('10.0.0.1:34801'),
        index: 0,
        version: '2.4.0 (aaaa)',
        primaries: 9,
        secondaries: 120,
      },
      {
        role: 'replica',
        address: nodeAddress('10.0.0.12:34801'),
        index: 2,
        version: '2.4.0 (aaaa)',
        primaries: 12,
        secondaries: 1,
      },
      { role: 'meta', address: nodeAddress('10.0.0.1:34601'), index: 0, version: '2.4.0 (aaaa)', leader: true },
      { role: 'collector', address: nodeAddress('10.0.0.1:34101'), index: 0, version: undefined },
    ],
    skipped: [{ role: 'replica', address: nodeAddress('10.0.0.2:34801'), why: foreign('it is on 2.5.0 already') }],
    gates: [pass('leader-known'), pass('nodes-alive')],
    waivers: [],
    procedure: { replica: ['install', 'restart'], meta: ['install', 'restart'], collector: ['restart'] },
    estimate: { replicaServerMs: 45_000, totalMs: 150_000 },
    approvals: { required: 2, approvers: ['U0123', '@oncall'], selfApproval: false },
    ...changes,
  };
}

function ask(
  words: string,
  changes: {
    readonly json?: boolean;
    readonly config?: string;
    readonly record?: Result<ClusterRecord, string>;
    readonly plan?: (options: RollOptions, record: ClusterRecord) => Result<Plan, Refusal>;
  } = {},
) {
  const terminal = paper();
  const exit = printPlan(
    { config: changes.config ?? configFile(file), json: changes.json ?? false, words: words.split(' ') },
    {
      terminal,
      env: {},
      recordOf: () => Promise.resolve(changes.record ?? ok({ restarts: [] })),
      makePlan: (_config, _cluster, record, options) =>
        Promise.resolve(changes.plan?.(options, record) ?? ok(planOf(options))),
    },
  );
  return exit.then((code) => ({ code, printed: terminal.printed(), complained: terminal.complained() }));
}

describe('the plan in the terminal', () => {
  it('says what will be done, in order, with its columns in line', async () => {
    const { code, printed } = await ask('cluster-x --version 2.5.0 --canary --soak 2m');
    expect(code).toBe(0);
    expect(printed).toBe(
      `
Upgrade of cluster-x to 2.5.0

Plan         3f2a9c
Mode         ha: replicas are moved away before a server is stopped
Drain        documented: primaries first, then secondaries
Versions     2.4.0 (aaaa) → 2.5.0
Each server  replica server: install, restart; meta server: install, restart; collector: restart
Estimate     45 s a replica server, 2 min 30 s in all
Approvals    2 from U0123, @oncall; who asks may not approve
Canary       asks after the first replica server
Soak         2 min after each replica server

#  role            server           version       primaries  secondaries
1  replica server  10.0.0.1:34801   2.4.0 (aaaa)          9          120
2  replica server  10.0.0.12:34801  2.4.0 (aaaa)         12            1
3  meta server     10.0.0.1:34601   2.4.0 (aaaa)                          leader, goes last
4  collector       10.0.0.1:34101

Skipped
  replica server  10.0.0.2:34801  it is on 2.5.0 already

All gates pass.
  ✓ leader-known, nodes-alive`.trimStart(),
    );
  });

  it('shows which gates block, why, and by what', async () => {
    const gpids = Array.from({ length: 10 }, (_, index) => gpid(2, index));
    const gates = [
      pass('leader-known'),
      block('partitions-full', foreign('10 partitions lack a replica.'), { gpids }),
      block('nodes-alive', foreign('A server is not alive.'), { nodes: [nodeAddress('10.0.0.3:34801')] }),
    ];
    const { printed } = await ask('cluster-x', { plan: (options) => ok(planOf(options, { gates })) });
    expect(printed).toContain(`
2 gates block; nothing is begun while one does:
  ✗ partitions-full: 10 partitions lack a replica.
      partitions: 2.0, 2.1, 2.2, 2.3, 2.4, 2.5, 2.6, 2.7 and 2 more
  ✗ nodes-alive: A server is not alive.
      nodes: 10.0.0.3:34801
  ✓ leader-known`);
  });

  it('says so when there is nothing to do, and what is waived', async () => {
    const nothing = await ask('cluster-x', {
      plan: (options) =>
        ok(
          planOf(options, {
            targets: [],
            waivers: [{ table: 'temp\u001b[31m', replicaCount: 1 }],
            options: { ...defaultOptions, reason: 'new configuration' },
          }),
        ),
    });
    expect(nothing.printed).toContain('Nothing to do: no server is left to be rolled.');
    expect(nothing.printed).toContain('Waived       temp[31m (1 copy)');
    expect(nothing.printed).toContain('Reason       “new configuration”');
  });

  it('says for how long its window is open, whether that is enough, or why it is rolled outside of it', async () => {
    const window = (calendar: Plan['calendar'], words = 'cluster-x'): Promise<string> =>
      ask(words, { plan: (options) => ok(planOf(options, calendar === undefined ? {} : { calendar })) }).then(
        ({ printed }) => printed,
      );
    const until = (closesAt: number): Plan['calendar'] => ({
      window: { kind: 'open', closesAt },
      freeze: { kind: 'none' },
    });
    expect(await window(until(150_000))).toMatch(
      /^Window +open until 1970-01-01 00:02 UTC, by the estimate long enough$/m,
    );
    expect(await window(until(149_999))).toMatch(
      /^Window +open until .*, by the estimate not long enough: it pauses then$/m,
    );
    expect(
      await window(
        {
          window: { kind: 'closed', opensAt: 3_600_000, windows: ['daily 01:00-02:00 UTC'] },
          freeze: { kind: 'none' },
        },
        'cluster-x --outside-window urgent',
      ),
    ).toMatch(
      /^Window +its change window is closed until 1970-01-01 01:00 UTC \(daily 01:00-02:00 UTC\)\nOutside window +“urgent”$/m,
    );
    expect(await window(undefined)).not.toContain('Window');
  });

  it('is the plan itself as JSON', async () => {
    const { printed } = await ask('cluster-x --version 2.5.0', { json: true });
    expect(JSON.parse(printed)).toEqual(
      JSON.parse(JSON.stringify(inWords(planOf({ ...defaultOptions, version: '2.5.0' })))),
    );
  });
});

describe('what the bot keeps of the cluster', () => {
  const locked = { lock: { by: userId('U0MEI'), at: 1, reason: 'disks' }, restarts: [] };

  it('goes into the plan, as in Slack', async () => {
    const plan = (options: RollOptions, { lock }: ClusterRecord): Result<Plan, Refusal> =>
      ok(
        planOf(options, {
          gates: [lock === undefined ? pass('lock') : block('lock', foreign(`locked by ${lock.by}: ${lock.reason}`))],
        }),
      );
    expect((await ask('cluster-x', { record: ok(locked), plan })).printed).toContain('✗ lock: locked by U0MEI: disks');
  });

  it.each([false, true])(
    'and where it is not known nothing is said to pass that was not asked (as JSON: %s)',
    async (json) => {
      const gates = [pass('leader-known'), pass('lock'), pass('restart-budget')];
      const { code, printed, complained } = await ask('cluster-x', {
        json,
        record: fail('there is no database of a bot in /data'),
        plan: (options) => ok(planOf(options, { gates })),
      });
      expect(code).toBe(0);
      expect(printed).toContain(json ? '"gate": "leader-known"' : 'All gates that were asked pass.\n  ✓ leader-known');
      expect(printed).not.toMatch(/lock|restart-budget/);
      expect(complained).toBe(
        'Not asked: lock, restart-budget. What the bot keeps of cluster-x is not known here: there is no database of a bot in /data.',
      );
    },
  );

  it('is read while the bot has its database open, and read only', async () => {
    const path = temporaryFolder();
    const cluster = clusterName('cluster-x');
    expect(await readClusterRecord(path, cluster)).toEqual(fail(`there is no database of a bot in ${path}`));
    const store = await opened({ path });
    expect(await readClusterRecord(path, cluster)).toEqual(ok({ restarts: [] }));
    await store.runs.commit({ cluster: { name: cluster, record: locked } });
    expect(await readClusterRecord(path, cluster)).toEqual(ok(locked));
    writeFileSync(join(path, 'clusters/cluster-x.json'), '');
    expect(await readClusterRecord(path, cluster)).toEqual(fail(`${join(path, 'clusters/cluster-x.json')} is empty`));
    await store.close();
  });
});

describe('no plan', () => {
  it('for options that are not understood', async () => {
    const { code, complained } = await ask('cluster-x --cannary');
    expect(code).toBe(2);
    expect(complained).toMatch(/--cannary.*--canary/);
  });

  it('for a cluster that is not there', async () => {
    const { code, complained } = await ask('cluster-y');
    expect(code).toBe(1);
    expect(complained).toMatch(
      /^There is no cluster "cluster-y" in .*; there is cluster-x\. Did you mean cluster-x\?$/,
    );
  });

  it('from a wrong file', async () => {
    const { code, complained } = await ask('cluster-x', { config: configFile('clusters: 5\nstore: {}\nslak: {}\n') });
    expect(code).toBe(1);
    expect(complained.split('\n')).toHaveLength(2);
  });

  it('of a cluster that cannot be read, with the lines that were not understood', async () => {
    const { code, complained } = await ask('cluster-x', {
      plan: () => fail({ message: foreign('The answer of nodes is not understood.'), raw: ['garbage', 'more'] }),
    });
    expect(code).toBe(1);
    expect(complained).toBe('The answer of nodes is not understood.\n  garbage\n  more');
  });
});

describe('the schema', () => {
  it('is printed as JSON', async () => {
    const terminal = paper();
    expect(await printSchema(terminal)).toBe(0);
    expect(JSON.parse(terminal.printed())).toMatchObject({ title: 'pegasus-roll' });
  });
});
