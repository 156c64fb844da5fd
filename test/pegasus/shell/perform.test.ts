import { describe, expect, it } from 'vitest';
import type { ClusterAct } from '../../../src/roll/act.js';
import { gpid, nodeAddress, type NodeAddress } from '../../../src/roll/ids.js';
import { StillCluster } from '../support/still-cluster.js';
import { shellScene } from '../support/shell-scene.js';

const never = new AbortController().signal;
const done = { ok: true, value: { refused: [] } };

const server = (cluster: StillCluster, index: number): NodeAddress =>
  nodeAddress(cluster.replicaAddresses[index] ?? '');
const leaderOf = (cluster: StillCluster): NodeAddress => nodeAddress(cluster.leader);

for (const generation of ['2.5', 'newer'] as const) {
  describe(`an act on a ${generation} cluster`, () => {
    it('sets each value on the leader, through a shell that knows only the leader', async () => {
      const cluster = new StillCluster(generation);
      const scene = shellScene(cluster);
      const leader = leaderOf(cluster);
      const acts: ClusterAct[] = [
        { kind: 'set-level', leader, level: 'lively' },
        { kind: 'set-assign-delay', leader, value: 3_600_000 },
        { kind: 'set-add-secondary-max', leader, value: 0 },
        { kind: 'set-flow-control', leader, value: false },
      ];
      for (const act of acts) expect(await scene.soon(scene.admin.perform(act, never))).toEqual(done);
      expect(cluster.level).toBe('lively');
      expect([...cluster.memory.values()]).toEqual(['3600000', '0', 'false']);
      expect(scene.starts.map((argv) => argv.slice(1))).toEqual(acts.map(() => ['shell', '--cluster', leader]));
      expect(scene.lines.filter((line) => line !== 'version')).toEqual([
        'cluster_info -j',
        'set_meta_level lively',
        'cluster_info -j',
        `remote_command -l ${leader} meta.lb.assign_delay_ms 3600000`,
        'cluster_info -j',
        `remote_command -l ${leader} meta.lb.add_secondary_max_count_for_one_node 0`,
        'cluster_info -j',
        `remote_command -l ${leader} meta.lb.add_secondary_enable_flow_control false`,
      ]);
      expect(
        await scene.soon(scene.admin.perform({ kind: 'set-add-secondary-max', leader, value: 'DEFAULT' }, never)),
      ).toEqual(done);
      expect(cluster.memory.get('meta.lb.add_secondary_max_count_for_one_node')).toBe('20');
    });

    it('registers a whole batch of moves with one process, and says which were refused', async () => {
      const cluster = new StillCluster(generation);
      cluster.proposalErrors.set('1.1', 'ERR_INVALID_PARAMETERS');
      const scene = shellScene(cluster);
      const moves = [0, 1, 2].map((index) => ({
        gpid: gpid(1, index),
        from: server(cluster, index),
        to: server(cluster, index + 1),
      }));
      expect(
        await scene.soon(scene.admin.perform({ kind: 'move-primaries', leader: leaderOf(cluster), moves }, never)),
      ).toEqual({
        ok: true,
        value: { refused: [{ gpid: '1.1', answer: 'ERR_INVALID_PARAMETERS' }] },
      });
      expect(scene.starts).toHaveLength(1);
      expect(cluster.proposals).toEqual(
        [0, 2].map((index) => ({
          gpid: `1.${index}`,
          actions: [
            { type: 'DOWNGRADE_TO_SECONDARY', target: server(cluster, index), node: server(cluster, index) },
            { type: 'UPGRADE_TO_PRIMARY', target: server(cluster, index + 1), node: server(cluster, index + 1) },
          ],
        })),
      );
    });

    it('registers a batch of downgrades', async () => {
      const cluster = new StillCluster(generation);
      const scene = shellScene(cluster);
      const downgrades = Array.from({ length: 60 }, (_, index) => ({
        gpid: gpid(2, index),
        primary: server(cluster, 1),
        node: server(cluster, 0),
      }));
      expect(
        await scene.soon(
          scene.admin.perform({ kind: 'downgrade-secondaries', leader: leaderOf(cluster), downgrades }, never),
        ),
      ).toEqual(done);
      expect(scene.starts).toHaveLength(1);
      expect(cluster.proposals).toHaveLength(60);
      expect(cluster.proposals[59]).toEqual({
        gpid: '2.59',
        actions: [{ type: 'DOWNGRADE_TO_INACTIVE', target: server(cluster, 1), node: server(cluster, 0) }],
      });
      expect(scene.lines.some((line) => /force|-f\b/.test(line))).toBe(false);
    });

    it('drains a server with one batch of downgrades, of the primaries by themselves, and leaves it to the meta who leads next', async () => {
      const cluster = new StillCluster(generation);
      cluster.proposalErrors.set('1.1', 'ERR_INVALID_PARAMETERS');
      const scene = shellScene(cluster);
      const node = server(cluster, 0);
      const handovers = [0, 1].map((index) => ({ gpid: gpid(1, index), from: node, to: server(cluster, 2) }));
      const downgrades = [{ gpid: gpid(2, 5), primary: server(cluster, 1), node }];
      expect(
        await scene.soon(
          scene.admin.perform({ kind: 'drain', leader: leaderOf(cluster), handovers, downgrades }, never),
        ),
      ).toEqual({ ok: true, value: { refused: [{ gpid: '1.1', answer: 'ERR_INVALID_PARAMETERS' }] } });
      expect(scene.starts).toHaveLength(1);
      expect(scene.lines.filter((line) => line.startsWith('propose'))).toEqual([
        ...[0, 1].map((index) => `propose -g 1.${index} -p DOWNGRADE_TO_INACTIVE -t ${node} -n ${node}`),
        `propose -g 2.5 -p DOWNGRADE_TO_INACTIVE -t ${server(cluster, 1)} -n ${node}`,
      ]);
      const forged = [{ gpid: gpid(1, 0), from: node, to: nodeAddress('10.0.0.1:34801 --force') }];
      expect(
        await scene.soon(
          scene.admin.perform({ kind: 'drain', leader: leaderOf(cluster), handovers: forged, downgrades: [] }, never),
        ),
      ).toMatchObject({ ok: false, failure: { kind: 'refused' } });
      expect(scene.starts).toHaveLength(1);
    });

    it('needs no process for an empty batch', async () => {
      const cluster = new StillCluster(generation);
      const scene = shellScene(cluster);
      expect(
        await scene.admin.perform({ kind: 'move-primaries', leader: leaderOf(cluster), moves: [] }, never),
      ).toEqual(done);
      expect(scene.starts).toEqual([]);
    });

    it('closes the replicas of a server, and flushes its log', async () => {
      const cluster = new StillCluster(generation);
      const scene = shellScene(cluster);
      const node = server(cluster, 3);
      expect(await scene.soon(scene.admin.perform({ kind: 'close-replicas', node }, never))).toEqual(done);
      cluster.said.set(`${node} replica.kill_partition`, 'ERR_OBJECT_NOT_FOUND');
      expect(await scene.soon(scene.admin.perform({ kind: 'close-replicas', node }, never))).toEqual(done);
      expect(await scene.soon(scene.admin.perform({ kind: 'flush-log', node }, never))).toEqual(done);
      expect(scene.lines.filter((line) => line !== 'version')).toEqual([
        `remote_command -l ${node} replica.kill_partition`,
        `remote_command -l ${node} replica.kill_partition`,
        `remote_command -l ${node} flush-log`,
      ]);
    });

    it('sends nothing to a meta that leads no more', async () => {
      const cluster = new StillCluster(generation);
      const scene = shellScene(cluster);
      const old = leaderOf(cluster);
      cluster.leader = cluster.metaAddresses[2] ?? '';
      const moves = [{ gpid: gpid(1, 0), from: server(cluster, 0), to: server(cluster, 1) }];
      for (const act of [
        { kind: 'set-level', leader: old, level: 'lively' },
        { kind: 'set-add-secondary-max', leader: old, value: 0 },
        { kind: 'move-primaries', leader: old, moves },
      ] as const) {
        expect(await scene.soon(scene.admin.perform(act, never))).toMatchObject({
          ok: false,
          failure: { kind: 'not-leader' },
        });
      }
      expect(cluster.level).toBe('steady');
      expect(cluster.proposals).toEqual([]);
      expect(scene.lines.filter((line) => line !== 'version')).toEqual(Array<string>(3).fill('cluster_info -j'));
    });

    it('is forgotten when the leader is lost between the look and the proposals, whatever a follower answers to them', async () => {
      const cluster = new StillCluster(generation);
      const leader = leaderOf(cluster);
      cluster.before = (request) => {
        if (request.startsWith('propose')) cluster.leader = cluster.metaAddresses[2] ?? '';
      };
      const scene = shellScene(cluster);
      const moves = [{ gpid: gpid(1, 0), from: server(cluster, 0), to: server(cluster, 1) }];
      expect(await scene.soon(scene.admin.perform({ kind: 'move-primaries', leader, moves }, never))).toMatchObject({
        ok: false,
        failure: { kind: 'not-leader' },
      });
      expect(cluster.proposals).toEqual([]);
    });

    it('is not done when the leader is lost between the look and the setting', async () => {
      const cluster = new StillCluster(generation);
      const leader = leaderOf(cluster);
      cluster.before = (request) => {
        if (request.startsWith('meta.lb')) cluster.leader = cluster.metaAddresses[2] ?? '';
      };
      const scene = shellScene(cluster);
      expect(
        await scene.soon(scene.admin.perform({ kind: 'set-assign-delay', leader, value: 5 }, never)),
      ).toMatchObject({ ok: false, failure: { kind: 'not-leader' } });
    });

    it('says what the meta refused', async () => {
      const cluster = new StillCluster(generation);
      const leader = leaderOf(cluster);
      const error = 'ERR: invalid arguments';
      cluster.said.set(`${leader} meta.lb.assign_delay_ms`, generation === '2.5' ? error : JSON.stringify({ error }));
      const scene = shellScene(cluster);
      const outcome = await scene.soon(scene.admin.perform({ kind: 'set-assign-delay', leader, value: 0 }, never));
      expect(outcome).toMatchObject({
        ok: false,
        failure: { kind: 'refused', message: expect.stringContaining('ERR: invalid arguments') },
      });
    });

    it.each([
      ['an answer in words nobody knows', 'maybe later'],
      ['an answer with another shape', '{"outcome":"ok"}'],
      ['an empty answer', ''],
    ])('does not take %s for a yes', async (_, said) => {
      const cluster = new StillCluster(generation);
      const leader = leaderOf(cluster);
      const node = server(cluster, 0);
      cluster.said.set(`${leader} meta.lb.assign_delay_ms`, said);
      cluster.said.set(`${node} replica.kill_partition`, said);
      const scene = shellScene(cluster);
      expect(
        await scene.soon(scene.admin.perform({ kind: 'set-assign-delay', leader, value: 7 }, never)),
      ).toMatchObject({ ok: false, failure: { kind: 'not-understood' } });
      expect(await scene.soon(scene.admin.perform({ kind: 'close-replicas', node }, never))).toMatchObject({
        ok: false,
        failure: { kind: 'not-understood' },
      });
    });

    it('fails when the server at hand does not answer', async () => {
      const cluster = new StillCluster(generation);
      const scene = shellScene(cluster);
      const [dead, hung] = [server(cluster, 0), server(cluster, 1)];
      cluster.refusing.add(dead);
      cluster.hanging.add(hung);
      expect(await scene.soon(scene.admin.perform({ kind: 'close-replicas', node: dead }, never))).toMatchObject({
        ok: false,
        failure: { kind: 'unreachable' },
      });
      expect(await scene.soon(scene.admin.perform({ kind: 'flush-log', node: hung }, never))).toMatchObject({
        ok: false,
        failure: { kind: 'unreachable' },
      });
    });

    it('says of a batch in which nobody answers a proposal that it may have been taken', async () => {
      const cluster = new StillCluster(generation);
      cluster.proposalErrors.set('1.1', 'ERR_TIMEOUT');
      const scene = shellScene(cluster);
      const moves = [0, 1, 2].map((index) => ({
        gpid: gpid(1, index),
        from: server(cluster, index),
        to: server(cluster, index + 1),
      }));
      expect(
        await scene.soon(scene.admin.perform({ kind: 'move-primaries', leader: leaderOf(cluster), moves }, never)),
      ).toMatchObject({
        ok: false,
        failure: { kind: 'timeout', message: expect.stringContaining('may have been taken') },
      });
    });
  });
}

describe('words that a command line could misread', () => {
  const leader = nodeAddress('10.0.1.2:34601');
  const node = nodeAddress('10.0.0.1:34801');
  it.each<[string, ClusterAct]>([
    ['a leader with a blank', { kind: 'set-level', leader: nodeAddress('10.0.1.2:34601 x'), level: 'steady' }],
    ['a leader that is an option', { kind: 'set-level', leader: nodeAddress('-f:1'), level: 'steady' }],
    ['a second line', { kind: 'close-replicas', node: nodeAddress('10.0.0.1:34801\nreplica.kill_partition') }],
    ['a quote', { kind: 'flush-log', node: nodeAddress('"10.0.0.1":34801') }],
    ['a list', { kind: 'flush-log', node: nodeAddress('10.0.0.1:34801,10.0.0.2:34801') }],
    ['no port', { kind: 'flush-log', node: nodeAddress('10.0.0.1') }],
    ['a port too high', { kind: 'flush-log', node: nodeAddress('10.0.0.1:65536') }],
    [
      'a partition that is none',
      { kind: 'move-primaries', leader, moves: [{ gpid: 'all' as ReturnType<typeof gpid>, from: node, to: node }] },
    ],
    ['a negative delay', { kind: 'set-assign-delay', leader, value: -1 }],
    ['a fraction', { kind: 'set-add-secondary-max', leader, value: 0.5 }],
    ['a number that is none', { kind: 'set-add-secondary-max', leader, value: Number.NaN }],
  ])('%s is refused before any shell starts', async (_, act) => {
    const scene = shellScene(new StillCluster('2.5'));
    expect(await scene.admin.perform(act, never)).toMatchObject({ ok: false, failure: { kind: 'refused' } });
    expect(scene.starts).toEqual([]);
  });
});
