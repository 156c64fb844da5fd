import { describe, expect, it } from 'vitest';
import { fieldCluster } from '../../../demo/cluster/model/default-cluster.js';
import { SimulatedCluster } from '../../../demo/cluster/model/simulated-cluster.js';
import { PartitionWatch, type WatchedPartition } from '../../../demo/view/partition-watch.js';
import { Random } from '../../../src/lib/random.js';
import { VirtualClock } from '../../../src/lib/virtual-clock.js';

/** Something goes wrong, or is done by hand, on some server. */
function disturb(cluster: SimulatedCluster, random: Random): void {
  const servers = cluster.replicaAddresses;
  const server = servers[random.between(0, servers.length - 1)] ?? '';
  const leader = cluster.truth().leader?.meta ?? cluster.metaAddresses[0] ?? '';
  const { faults } = cluster;
  const deeds = [
    () => {
      faults.flap(server, random.between(100, 40_000));
    },
    () => {
      faults.hang(server);
    },
    () => {
      for (const each of servers) faults.unhang(each);
    },
    () => {
      faults.loseLeader();
    },
    () => {
      for (const each of [...servers, ...cluster.metaAddresses]) void cluster.start(each);
    },
    () => {
      void cluster.stop(server, 'TERM');
    },
    () => {
      cluster.controlMeta(leader, random.next() < 0.3 ? 'fl_freezed' : 'fl_lively');
    },
    () => {
      cluster.remoteCommand(server, 'replica.kill_partition', []);
    },
    () => {
      faults.splitTable('temp');
    },
    () => {
      faults.dropTable('usertable');
    },
    () => {
      faults.createTable('young', 4, 3);
    },
  ];
  try {
    deeds[random.between(0, random.next() < 0.1 ? deeds.length - 1 : deeds.length - 4)]?.();
  } catch {
    // There is no such table any more.
  }
}

describe('what is watched of the partitions', () => {
  it.each([1, 2, 3])('is what is so, at any moment (seed %i)', async (seed) => {
    const clock = new VirtualClock();
    const cluster = new SimulatedCluster(fieldCluster({ clock, seed, generation: '2.5' }));
    const told = new Map<number, WatchedPartition>();
    const watch = new PartitionWatch(cluster, {
      changed: (_before, now) => told.set(now.place, now),
      restarted: () => {
        told.clear();
      },
    });
    const random = new Random(seed * 7);
    for (let step = 0; step < 2_400; step += 1) {
      if (step % 60 === 0) disturb(cluster, random);
      await clock.advance(101);
      const truth = cluster.truth().partitions();
      watch.settle();
      const seen = [...told.values()].sort((one, other) => one.place - other.place);
      expect(seen.map(({ gpid, primary, readable, writable }) => ({ gpid, primary, readable, writable }))).toEqual(
        truth.map(({ gpid, primary, readable, writable }) => ({ gpid, primary, readable, writable })),
      );
    }
    watch.close();
    cluster.close();
  });

  it('tells of a server that dies which partitions nobody answers for, and which lack a copy', async () => {
    const clock = new VirtualClock();
    const cluster = new SimulatedCluster(fieldCluster({ clock, seed: 1, generation: '2.5' }));
    const watch = new PartitionWatch(cluster, { changed: () => undefined, restarted: () => undefined });
    const [dead = ''] = cluster.replicaAddresses;
    const before = [...watch.all()];
    const led = before.filter(({ primary }) => primary === dead).length;
    const followed = before.filter(({ secondaries }) => secondaries.includes(dead)).length;
    const count = (state: string): number => [...watch.all()].filter((partition) => partition.state === state).length;
    cluster.faults.kill(dead);
    watch.settle();
    expect([count('unreadable'), count('short'), count('full')]).toEqual([led, followed, 88 - led - followed]);
    await clock.advance(30_000);
    watch.settle();
    expect([count('unreadable'), count('short')]).toEqual([0, led + followed]);
  });
});
