import { describe, expect, it } from 'vitest';
import { nodeAddress } from '../../../src/roll/ids.js';
import type { Look } from '../../../src/roll/observation.js';
import { StillCluster } from '../support/still-cluster.js';
import { shellScene } from '../support/shell-scene.js';

const glance: Look = { processes: [], ddd: false };
const never = new AbortController().signal;

function valueOf<Value>(result: { ok: true; value: Value } | { ok: false; failure: unknown }): Value {
  if (!result.ok) throw new Error(`expected a reading and got ${JSON.stringify(result.failure)}`);
  return result.value;
}

for (const generation of ['2.5', 'newer'] as const) {
  describe(`a reading of a ${generation} cluster`, () => {
    it('holds everything the leader says', async () => {
      const cluster = new StillCluster(generation);
      cluster.addTable(7, 'gone', 4, 3, 'DROPPED');
      cluster.dead = [{ appId: 2, index: 1, reason: 'all replicas are dead' }];
      const scene = shellScene(cluster);
      const [first, second] = cluster.replicaAddresses;
      const look: Look = {
        processes: [nodeAddress(first ?? ''), nodeAddress(cluster.leader)],
        counts: nodeAddress(second ?? ''),
        ddd: true,
      };
      const seen = valueOf(await scene.soon(scene.admin.observe(look, never)));

      expect(seen).toMatchObject({
        clusterName: 'c1',
        leader: cluster.leader,
        metas: cluster.metaAddresses,
        effectiveLevel: 'steady',
        storedLevel: 'steady',
        settings: { assignDelayMs: 600_000, addSecondaryMax: 20, flowControl: true },
        balanceOperations: { kind: 'counted', total: 4 },
        freeze: { livePercentage: 50 },
        ddd: ['2.1'],
      });
      expect(seen.nodes).toHaveLength(5);
      expect(seen.nodes.reduce((sum, node) => sum + node.primaries + node.secondaries, 0)).toBe(36);
      expect(seen.tables.map((table) => [table.id, table.name, table.status, table.partitions.length])).toEqual([
        [1, 'temp', 'AVAILABLE', 8],
        [2, 'usertable', 'AVAILABLE', 4],
        [7, 'gone', 'DROPPED', 0],
      ]);
      expect(seen.tables[0]?.partitions[3]).toEqual({
        gpid: '1.3',
        ballot: 6,
        primary: cluster.replicaAddresses[4],
        secondaries: [cluster.replicaAddresses[0], cluster.replicaAddresses[1]],
      });
      expect(Object.keys(seen.processes)).toEqual([first, cluster.leader]);
      expect(seen.processes[first ?? '']).toMatchObject({
        kind: 'running',
        version: generation === '2.5' ? '2.5.0' : '2.6.0-SNAPSHOT',
      });
      expect(seen.counts).toMatchObject(
        generation === '2.5' ? { kind: 'counted', serving: 5, opening: 0, closing: 2 } : { kind: 'unavailable' },
      );
    });

    it('looks for the leader once, and asks that alone, with one process for a reading', async () => {
      const cluster = new StillCluster(generation);
      const scene = shellScene(cluster);
      const start = (meta: string): readonly string[] => ['/opt/pegasus/run.sh', 'shell', '--cluster', meta];
      valueOf(await scene.soon(scene.admin.observe(glance, never)));
      expect(scene.starts).toEqual([...cluster.metaAddresses, cluster.leader].map(start));
      valueOf(await scene.soon(scene.admin.observe(glance, never)));
      expect(scene.starts.slice(4)).toEqual([start(cluster.leader)]);
      cluster.asked.splice(0);
      valueOf(await scene.soon(scene.admin.observe(glance, never)));
      expect(
        cluster.asked.filter((request) => request.includes('meta.l')).map((request) => request.split(': ')[0]),
      ).toEqual(Array<string>(4).fill(cluster.leader));
      expect(scene.lines.filter((line) => line !== 'version').at(0)).toBe('cluster_info -j');
    });

    it('is right each time, though a follower answers wrongly which partitions are dead', async () => {
      const cluster = new StillCluster(generation);
      cluster.dead = [{ appId: 2, index: 1, reason: 'all replicas are dead' }];
      const scene = shellScene(cluster);
      for (let nth = 0; nth < 20; nth += 1) {
        cluster.leader = cluster.metaAddresses[nth % 3] ?? '';
        const seen = valueOf(await scene.soon(scene.admin.observe({ processes: [], ddd: true }, never)));
        expect(seen).toMatchObject({ leader: cluster.leader, ddd: ['2.1'] });
      }
    });

    it('finds the new leader when the one before hangs, or is gone', async () => {
      const cluster = new StillCluster(generation);
      const scene = shellScene(cluster);
      valueOf(await scene.soon(scene.admin.observe(glance, never)));
      for (const [silent, next] of [
        [cluster.hanging, 2],
        [cluster.refusing, 0],
      ] as const) {
        silent.add(cluster.leader);
        cluster.leader = cluster.metaAddresses[next] ?? '';
        const before = scene.clock.now();
        expect(valueOf(await scene.soon(scene.admin.observe(glance, never)))).toMatchObject({ leader: cluster.leader });
        expect(scene.clock.now() - before).toBeLessThan(15_000);
      }
    });

    it('says that the leader changed when that is why a table is not known any more', async () => {
      const cluster = new StillCluster(generation);
      const scene = shellScene(cluster);
      cluster.before = (request) => {
        if (request.startsWith('ddd_diagnose')) cluster.leader = cluster.metaAddresses[2] ?? '';
      };
      expect(await scene.soon(scene.admin.observe({ processes: [], ddd: true }, never))).toMatchObject({
        ok: false,
        failure: { kind: 'not-leader' },
      });
      expect(valueOf(await scene.soon(scene.admin.observe({ processes: [], ddd: true }, never)))).toMatchObject({
        leader: cluster.metaAddresses[2],
      });
    });

    it('stands when one server says what nobody understands, and names it there', async () => {
      const cluster = new StillCluster(generation);
      const [strange = '', early = '', well = ''] = cluster.replicaAddresses;
      cluster.said.set(`${strange} server-info`, 'who is asking?');
      cluster.said.set(
        `${early} server-info`,
        '{"build_type": "Release", "git_SHA": "db756dcd", "start_time": "2026-11-29 16:24:49"}',
      );
      cluster.said.set(`${cluster.leader} meta.live_percentage`, 'half of them');
      const scene = shellScene(cluster);
      const seen = valueOf(
        await scene.soon(
          scene.admin.observe({ processes: [strange, early, well].map(nodeAddress), ddd: false }, never),
        ),
      );
      expect(seen.processes).toMatchObject({
        [strange]: { kind: 'unreachable', error: expect.stringMatching(/not understood: .*: who is asking\?$/) },
        [early]: { kind: 'unreachable', error: 'it answers, and does not say yet which version it is' },
        [well]: { kind: 'running' },
      });
      expect(seen.freeze).toMatchObject({
        livePercentage: { kind: 'not-understood', message: expect.stringContaining('half of them') },
      });
    });

    it.each([
      ['{\n  "copy_pri": 0,\n  "copy_sec": 0,\n  "move_pri": 0,\n  "total": -1\n}', { kind: 'not-counted-yet' }],
      ['{"total": 3}', { kind: 'counted', total: 3 }],
      ['many', { kind: 'not-understood', message: expect.stringContaining('it says "many"') }],
    ])('takes balance_operation_count as %j for what it is', async (said, balanceOperations) => {
      const cluster = new StillCluster(generation);
      cluster.balance = said;
      const scene = shellScene(cluster);
      expect(valueOf(await scene.soon(scene.admin.observe(glance, never)))).toMatchObject({ balanceOperations });
    });

    it('tells the level in force from the level that was set', async () => {
      const cluster = new StillCluster(generation);
      cluster.effectiveLevel = 'freezed';
      const scene = shellScene(cluster);
      expect(valueOf(await scene.soon(scene.admin.observe(glance, never)))).toMatchObject({
        effectiveLevel: 'freezed',
        storedLevel: 'steady',
      });
    });

    it('shows a server that does not answer as unreachable, and the others all the same', async () => {
      const cluster = new StillCluster(generation);
      const [dead = '', hung = '', well = ''] = cluster.replicaAddresses;
      cluster.refusing.add(dead);
      cluster.hanging.add(hung);
      const scene = shellScene(cluster);
      const seen = valueOf(
        await scene.soon(scene.admin.observe({ processes: [dead, hung, well].map(nodeAddress), ddd: false }, never)),
      );
      expect(seen.processes).toMatchObject({
        [dead]: { kind: 'unreachable', error: 'ERR_NETWORK_FAILURE' },
        [hung]: { kind: 'unreachable', error: 'ERR_TIMEOUT' },
        [well]: { kind: 'running' },
      });
    });

    it('says that the server asked for its counts is dead, and reads the rest all the same', async () => {
      const cluster = new StillCluster(generation);
      const [dead = ''] = cluster.replicaAddresses;
      cluster.refusing.add(dead);
      const scene = shellScene(cluster);
      expect(
        await scene.soon(scene.admin.observe({ processes: [], counts: nodeAddress(dead), ddd: false }, never)),
      ).toMatchObject({ ok: true, value: { counts: { kind: 'unreachable' } } });
    });

    it('asks the servers one by one when a name among them does not resolve', async () => {
      const cluster = new StillCluster(generation);
      const [well = ''] = cluster.replicaAddresses;
      const scene = shellScene(cluster);
      const lost = 'replica77.elsewhere.invalid:34801';
      const seen = valueOf(
        await scene.soon(scene.admin.observe({ processes: [well, lost].map(nodeAddress), ddd: false }, never)),
      );
      expect(seen.processes).toMatchObject({ [well]: { kind: 'running' }, [lost]: { kind: 'unreachable' } });
      expect(scene.starts).toHaveLength(5);
    });

    it('is not believed while the leader is still loading', async () => {
      const cluster = new StillCluster(generation);
      cluster.memory.delete('meta.lb.add_secondary_max_count_for_one_node');
      const scene = shellScene(cluster);
      expect(await scene.soon(scene.admin.observe(glance, never))).toMatchObject({
        ok: false,
        failure: { kind: 'not-leader' },
      });
    });

    it('is not believed when the leader changes on the way', async () => {
      const cluster = new StillCluster(generation);
      cluster.before = (request) => {
        if (request === 'app usertable') cluster.leader = cluster.metaAddresses[2] ?? '';
      };
      const scene = shellScene(cluster);
      expect(await scene.soon(scene.admin.observe(glance, never))).toMatchObject({
        ok: false,
        failure: { kind: 'not-leader', message: expect.stringContaining('changed during the reading') },
      });
    });

    it('reads the tables once more when one is dropped in between', async () => {
      const cluster = new StillCluster(generation);
      let listings = 0;
      cluster.before = (request) => {
        if (request === 'ls') listings += 1;
        if (request !== 'app usertable' || listings < 2 || cluster.configs.size === 1) return;
        cluster.configs.delete('usertable');
        cluster.apps = cluster.apps.filter((app) => app.name !== 'usertable');
      };
      const scene = shellScene(cluster);
      const seen = valueOf(await scene.soon(scene.admin.observe(glance, never)));
      expect(seen.tables.map((table) => table.name)).toEqual(['temp']);
    });

    it('gives up on a table that cannot be read at all', async () => {
      const cluster = new StillCluster(generation);
      cluster.before = (request) => {
        if (request === 'app usertable' && cluster.asked.filter((one) => one.endsWith(': ls')).length > 1)
          cluster.configs.delete('usertable');
      };
      const scene = shellScene(cluster);
      expect(await scene.soon(scene.admin.observe(glance, never))).toMatchObject({
        ok: false,
        failure: { kind: 'refused', message: expect.stringContaining('usertable') },
      });
    });

    it('is unreachable when no meta answers', async () => {
      const cluster = new StillCluster(generation);
      for (const meta of cluster.metaAddresses) cluster.refusing.add(meta);
      const scene = shellScene(cluster);
      expect(await scene.soon(scene.admin.observe(glance, never))).toMatchObject({
        ok: false,
        failure: { kind: 'unreachable', message: expect.stringContaining('No meta server answered') },
      });
    });

    it.each([
      ['ddd_diagnose 2', 'ERR_TIMEOUT', 'not-understood'],
      ['level ', 'ERR_SERVICE_NOT_ACTIVE', 'not-leader'],
      ['ls', 'ERR_ACL_DENY', 'refused'],
      ['nodes all', 'ERR_TIMEOUT', 'unreachable'],
    ])('fails when `%s` ends in %s, and shows it', async (request, error, kind) => {
      const cluster = new StillCluster(generation);
      cluster.errors.set(request, error);
      const scene = shellScene(cluster);
      const outcome = await scene.soon(scene.admin.observe({ processes: [], ddd: true }, never));
      expect(outcome).toMatchObject({ ok: false, failure: { kind } });
      expect(outcome.ok ? [] : outcome.failure.raw.join('\n')).toContain(error);
    });

    it('is late when the leader hangs', async () => {
      const cluster = new StillCluster(generation);
      for (const meta of cluster.metaAddresses) cluster.hanging.add(meta);
      const scene = shellScene(cluster, { timeouts: { observe: 12_000 } });
      const before = scene.clock.now();
      expect(await scene.soon(scene.admin.observe(glance, never))).toMatchObject({
        ok: false,
        failure: { kind: 'timeout' },
      });
      expect(scene.clock.now() - before).toBeLessThanOrEqual(12_000);
    });

    it('ends at once when it is cancelled', async () => {
      const cluster = new StillCluster(generation);
      for (const meta of cluster.metaAddresses) cluster.hanging.add(meta);
      const scene = shellScene(cluster);
      const stop = new AbortController();
      const reading = scene.admin.observe(glance, stop.signal);
      await scene.clock.advance(3_000);
      stop.abort();
      const before = scene.clock.now();
      expect(await scene.soon(reading)).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
      expect(scene.clock.now() - before).toBeLessThan(10);
      expect(await scene.admin.observe(glance, stop.signal)).toMatchObject({
        ok: false,
        failure: { kind: 'cancelled' },
      });
      expect(scene.starts).toHaveLength(3);
    });

    it('does not take an empty cluster for a healthy one', async () => {
      const empty = new StillCluster(generation);
      empty.nodes = [];
      const noNodes = shellScene(empty);
      expect(await noNodes.soon(noNodes.admin.observe(glance, never))).toMatchObject({
        ok: false,
        failure: { kind: 'not-understood' },
      });
    });

    it('does not believe a partition on a server that nobody lists', async () => {
      const cluster = new StillCluster(generation);
      cluster.before = (request) => {
        if (request.startsWith('nodes')) cluster.nodes = cluster.nodes.slice(0, 4);
      };
      const scene = shellScene(cluster);
      expect(await scene.soon(scene.admin.observe(glance, never))).toMatchObject({
        ok: false,
        failure: { kind: 'not-understood', message: expect.stringContaining(cluster.replicaAddresses[4] ?? '') },
      });
    });

    it('starts no shell for an address that could be more than one word', async () => {
      const scene = shellScene(new StillCluster(generation));
      const sly = nodeAddress('10.0.0.1:34801 flush-log\nexit');
      expect(await scene.admin.observe({ processes: [sly], ddd: false }, never)).toMatchObject({
        ok: false,
        failure: { kind: 'refused' },
      });
      expect(await scene.admin.observe({ processes: [], counts: sly, ddd: false }, never)).toMatchObject({
        ok: false,
        failure: { kind: 'refused' },
      });
      expect(scene.starts).toEqual([]);
    });
  });
}

describe('a cluster and a shell of two generations', () => {
  for (const [servers, dialect] of [
    ['2.5', 'newer'],
    ['newer', '2.5'],
  ] as const) {
    it(`reads ${servers} servers through a ${dialect} shell`, async () => {
      const cluster = new StillCluster(servers);
      const scene = shellScene(cluster, { dialect });
      const [first = ''] = cluster.replicaAddresses;
      const seen = valueOf(
        await scene.soon(
          scene.admin.observe({ processes: [nodeAddress(first)], counts: nodeAddress(first), ddd: true }, never),
        ),
      );
      expect(seen.settings).toEqual({ assignDelayMs: 600_000, addSecondaryMax: 20, flowControl: true });
      expect(seen.processes[first]).toMatchObject({
        kind: 'running',
        version: servers === '2.5' ? '2.5.0' : '2.6.0-SNAPSHOT',
      });
      expect(seen.counts?.kind).toBe(servers === '2.5' ? 'counted' : 'unavailable');
    });
  }
});
