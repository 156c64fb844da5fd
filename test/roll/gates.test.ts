import { describe, expect, it } from 'vitest';
import { planGates, replicaServerGates, metaGates } from '../../src/roll/gates/gates.js';
import type { GateInput } from '../../src/roll/gates/gate-input.js';
import type { GateName, GateVerdict } from '../../src/roll/gates/verdict.js';
import { restartBudget } from '../../src/roll/gates/restart-budget.js';
import { gpid } from '../../src/roll/ids.js';
import { alwaysOpen } from '../../src/roll/calendar.js';
import { defaultOptions } from '../../src/roll/options.js';
import { gpidsOf, partitionsOf } from '../../src/roll/members.js';
import { policy } from '../support/core-run.js';
import { IdealCluster, meta, server } from '../support/ideal-cluster.js';
import { inWords } from '../support/in-words.js';

const now = Date.UTC(2026, 0, 2);

function scene(cluster: IdealCluster, change: Partial<GateInput> = {}): GateInput {
  const everybody = [...cluster.nodes.map(({ address }) => address), ...cluster.metas];
  return {
    seen: cluster.observe({
      processes: everybody,
      ddd: true,
      blackList: true,
      freeSpace: cluster.nodes.map(({ address }) => address),
    }),
    policy,
    options: defaultOptions,
    now,
    restarts: [],
    lock: undefined,
    calendar: alwaysOpen,
    ...change,
  };
}

function blocking(verdicts: readonly GateVerdict[]): GateName[] {
  return verdicts.filter(({ verdict }) => verdict === 'block').map(({ gate }) => gate);
}

const everyTarget = (cluster: IdealCluster): Parameters<typeof planGates>[1] => [
  ...cluster.nodes.map(({ address }) => ({ role: 'replica' as const, address })),
  ...cluster.metas.map((address) => ({ role: 'meta' as const, address })),
];

describe('gates of the plan', () => {
  it('all pass on a healthy cluster', () => {
    const cluster = new IdealCluster({ nodes: 5 });
    expect(blocking(planGates(scene(cluster), everyTarget(cluster), []))).toEqual([]);
  });

  const cases: [GateName, string, (cluster: IdealCluster) => Partial<GateInput>][] = [
    ['leader-known', 'another cluster answers', () => ({ policy: { ...policy, clusterName: 'cluster-y' } })],
    [
      'leader-known',
      'a cluster that does not say its name answers',
      (cluster) => ({
        policy: { ...policy, clusterName: 'cluster-x' },
        seen: { ...scene(cluster).seen, clusterName: undefined },
      }),
    ],
    [
      'nodes-alive',
      'a server is not ALIVE',
      (cluster) => {
        const last = cluster.nodes.at(-1);
        if (last !== undefined) last.alive = false;
        return {};
      },
    ],
    [
      'nodes-alive',
      'the meta has forgotten a planned server',
      (cluster) => {
        cluster.nodes.pop();
        return {};
      },
    ],
    [
      'metas-answer',
      'a meta does not answer',
      (cluster) => {
        cluster.kill(meta(2));
        return {};
      },
    ],
    [
      'partitions-full',
      'a partition misses a copy',
      (cluster) => {
        cluster.partition(gpid(1, 3)).secondaries.pop();
        return {};
      },
    ],
    [
      'partitions-full',
      'a partition has no primary',
      (cluster) => {
        cluster.partition(gpid(1, 3)).primary = undefined;
        return {};
      },
    ],
    [
      'partitions-full',
      'a table is being created',
      (cluster) => {
        cluster.addTable('new', 2, 3);
        const table = cluster.tables.at(-1);
        if (table !== undefined) table.status = 'CREATING';
        return {};
      },
    ],
    [
      'no-ddd',
      'a partition has lost every replica',
      (cluster) => {
        cluster.ddd = [gpid(1, 0)];
        return {};
      },
    ],
    [
      'not-frozen',
      'the level in force is freezed',
      (cluster) => {
        cluster.effectiveLevel = 'freezed';
        return {};
      },
    ],
    ['not-frozen', 'one server less would freeze the meta', () => ({ policy: { ...policy, minLiveNodes: 5 } })],
    [
      'not-frozen',
      'one server less would fall below the live percentage',
      () => ({ policy: { ...policy, livePercentage: 90 } }),
    ],
    [
      'not-frozen',
      'the live percentage of the leader is not understood',
      (cluster) => ({
        seen: {
          ...scene(cluster).seen,
          freeze: { livePercentage: { kind: 'not-understood', message: 'the leader says "half of them"' } },
        },
      }),
    ],
    [
      'settings-sane',
      'add_secondary was left at 0',
      (cluster) => {
        cluster.settings = { ...cluster.settings, addSecondaryMax: 0 };
        return {};
      },
    ],
    [
      'replica-count',
      'a table has two copies and no waiver',
      (cluster) => {
        cluster.addTable('pair', 2, 2);
        return {};
      },
    ],
    ['lock', 'somebody has locked the cluster', () => ({ lock: { by: 'carol', reason: 'migration' } })],
    [
      'restart-budget',
      'a server was started four times in a row within ten minutes each',
      () => ({ restarts: [1, 2, 3, 4].map((minutes) => ({ address: server(1), at: now - minutes * 60_000 })) }),
    ],
  ];

  it.each(cases)('%s blocks when %s', (gate, _when, prepare) => {
    const cluster = new IdealCluster({ nodes: 5 });
    const targets = everyTarget(cluster);
    const change = prepare(cluster);
    expect(blocking(planGates(scene(cluster, change), targets, []))).toContain(gate);
  });

  it('a reading without the question for lost partitions blocks: not asked is not well', () => {
    const cluster = new IdealCluster();
    const { ddd: _gone, ...seen } = scene(cluster).seen;
    expect(blocking(planGates(scene(cluster, { seen }), everyTarget(cluster), []))).toEqual(['no-ddd']);
  });

  it.each(['meta', 'collector'] as const)('a level that somebody has frozen is not raised for a %s only', (role) => {
    const cluster = new IdealCluster();
    cluster.level = 'freezed';
    const targets = [{ role, address: meta(1) }];
    expect(blocking(planGates(scene(cluster), targets, []))).toEqual(['not-frozen']);
    cluster.level = 'steady';
    // How many servers live is nothing to it: none is taken away.
    expect(blocking(planGates(scene(cluster, { policy: { ...policy, minLiveNodes: 5 } }), targets, []))).toEqual([]);
  });

  it('a waiver lets a table with two copies pass, and says nothing for others', () => {
    const cluster = new IdealCluster({ nodes: 5 });
    cluster.addTable('pair', 5, 2);
    cluster.addTable('single', 1, 1);
    const options = { ...defaultOptions, allowLowReplication: ['pair'] };
    expect(blocking(planGates(scene(cluster, { options }), everyTarget(cluster), []))).toContain('replica-count');
    const both = { ...defaultOptions, allowLowReplication: ['pair', 'single'] };
    expect(blocking(planGates(scene(cluster, { options: both }), everyTarget(cluster), []))).toEqual([]);
  });

  it('a server that was started too often says from when on it can be, and the same in each reading', () => {
    const cluster = new IdealCluster();
    const restarts = [1, 2, 3, 4].map((minutes) => ({ address: server(1), at: now - minutes * 60_000 }));
    const reasons = [0, 30_000].map((later) => {
      const verdict = restartBudget(scene(cluster, { restarts, now: now + later }), server(1));
      return verdict.verdict === 'block' ? verdict.reason : undefined;
    });
    expect(reasons[0]).toEqual({ code: 'started-too-often', node: server(1), starts: 4, until: now + 540_000 });
    expect(reasons[1]).toEqual(reasons[0]);
  });

  it('a restart long ago does not count against the budget', () => {
    const cluster = new IdealCluster();
    const restarts = [1, 2, 3, 4].map((times) => ({ address: server(1), at: now - times * 601_000 }));
    expect(blocking(planGates(scene(cluster, { restarts }), everyTarget(cluster), []))).toEqual([]);
  });
});

describe('a server that is not ALIVE for a moment', () => {
  const frozen = (cluster: IdealCluster, change: Partial<GateInput>): GateVerdict | undefined =>
    planGates(scene(cluster, change), everyTarget(cluster), []).find(({ gate }) => gate === 'not-frozen');

  it.each([
    ['by number', { policy: { ...policy, minLiveNodes: 3 } }],
    ['by percentage', { policy: { ...policy, livePercentage: 70 } }],
  ])('is waited for where with it the meta would not freeze: %s', (_how, change) => {
    const cluster = new IdealCluster({ nodes: 4 });
    expect(frozen(cluster, change)).toMatchObject({ verdict: 'pass' });
    const [first] = cluster.nodes;
    if (first !== undefined) first.alive = false;
    expect(inWords(frozen(cluster, change))).toMatchObject({
      verdict: 'block',
      lasting: false,
      nodes: [server(1)],
      reason: expect.stringMatching(/freezes: 10\.0\.0\.1:34801 is not ALIVE$/),
    });
  });

  it('is waited for although the least number is to be lowered: nobody is told to ask for what they asked for', () => {
    const cluster = new IdealCluster({ nodes: 3 });
    for (const address of cluster.metas) cluster.minLive.set(address, 3);
    const [first] = cluster.nodes;
    if (first !== undefined) first.alive = false;
    expect(frozen(cluster, { options: { ...defaultOptions, lowerMinLive: true } })).toMatchObject({
      verdict: 'block',
      lasting: false,
      reason: expect.not.stringContaining('--lower-min-live'),
    });
  });

  it('changes nothing where even with it the meta would freeze: something must be done', () => {
    const cluster = new IdealCluster({ nodes: 3 });
    const [first] = cluster.nodes;
    if (first !== undefined) first.alive = false;
    expect(inWords(frozen(cluster, { policy: { ...policy, minLiveNodes: 3 } }))).toMatchObject({
      verdict: 'block',
      lasting: true,
      reason: expect.stringContaining('lower it on the leader'),
    });
  });
});

describe('gates of a server', () => {
  it('while it is drained, exactly its own copies may be missing', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 10 });
    const node = server(2);
    const drained = gpidsOf(partitionsOf(scene(cluster).seen, node));
    const first = drained[0] ?? gpid(1, 0);
    for (const id of drained) {
      const partition = cluster.partition(id);
      if (partition.primary === node) partition.primary = partition.secondaries.shift();
      partition.secondaries = partition.secondaries.filter((address) => address !== node);
    }
    expect(blocking(replicaServerGates(scene(cluster), node))).toContain('partitions-full');
    expect(blocking(replicaServerGates(scene(cluster, { allowance: { node, drained } }), node))).toEqual([]);

    cluster.partition(first).secondaries.pop();
    expect(blocking(replicaServerGates(scene(cluster, { allowance: { node, drained } }), node))).toEqual([
      'partitions-full',
    ]);
  });

  it('a copy on a dead server is no copy, even where a frozen meta still lists it', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 10 });
    const dead = cluster.nodes[4];
    if (dead !== undefined) dead.alive = false;
    expect(blocking(replicaServerGates(scene(cluster), server(1)))).toEqual([
      'nodes-alive',
      'partitions-full',
      'node-removable',
    ]);
  });

  it('node-removable counts what would be left to take writes', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 5 });
    const strict = { ...policy, mutation2pcMinReplicaCount: 3 };
    expect(blocking(replicaServerGates(scene(cluster, { policy: strict }), server(1)))).toEqual(['node-removable']);
    const derived = { ...policy, mutation2pcMinReplicaCount: 0 };
    expect(blocking(replicaServerGates(scene(cluster, { policy: derived }), server(1)))).toEqual([]);
  });

  it('a meta is not restarted while another one is silent', () => {
    const cluster = new IdealCluster();
    cluster.kill(meta(3));
    expect(blocking(metaGates(scene(cluster), meta(2)))).toEqual(['metas-answer']);
    expect(blocking(metaGates(scene(cluster), meta(3)))).toEqual([]);
  });
});
