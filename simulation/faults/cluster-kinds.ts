import type { Random } from '../../src/lib/random.js';
import type { World } from '../world/world.js';
import { lurk, lurkAtActs, revive, somebody, strikeDown, type FaultKind } from './kind.js';

const replica = (world: World, random: Random): string => somebody(random, world.cluster.replicaAddresses);
const meta = (world: World, random: Random): string => somebody(random, world.cluster.metaAddresses);

/** What befalls metas, replica servers and their replicas. */
export const clusterKinds: readonly FaultKind[] = [
  {
    name: 'meta leader lost',
    weight: 5,
    disturbsCluster: true,
    lastsMs: [0, 0],
    begin: (world, random) => {
      const leader = world.cluster.truth().leader?.meta;
      world.cluster.faults.loseLeader();
      if (leader !== undefined) revive(world, leader, random.between(2_000, 60_000));
      return undefined;
    },
  },
  {
    name: 'meta leader hangs',
    weight: 2,
    disturbsCluster: true,
    lastsMs: [3_000, 60_000],
    begin: (world) => {
      const leader = world.cluster.truth().leader?.meta;
      if (leader === undefined) return undefined;
      world.cluster.faults.hang(leader);
      return () => {
        world.cluster.faults.unhang(leader);
      };
    },
  },
  {
    name: 'meta down',
    weight: 2,
    disturbsCluster: true,
    lastsMs: [0, 0],
    begin: (world, random) => {
      const address = meta(world, random);
      strikeDown(world, address, random.between(5_000, 120_000));
      return undefined;
    },
  },
  {
    name: 'all metas down',
    weight: 1,
    disturbsCluster: true,
    lastsMs: [0, 0],
    begin: (world, random) => {
      world.cluster.faults.killAllMetas();
      for (const address of world.cluster.metaAddresses) revive(world, address, random.between(5_000, 90_000));
      return undefined;
    },
  },
  {
    name: 'replica server dies',
    weight: 3,
    disturbsCluster: true,
    lastsMs: [0, 0],
    begin: (world, random) => {
      const address = replica(world, random);
      strikeDown(world, address, random.between(2_000, 180_000));
      return undefined;
    },
  },
  {
    name: 'second server dies',
    weight: 4,
    disturbsCluster: true,
    lastsMs: [5_000, 300_000],
    begin: (world, random) => {
      const victim = random.next();
      return lurk(world, () => {
        const away = world.processes.done.at(-1);
        if (away === undefined || world.clock.now() - away.at >= 15_000 || away.command.role !== 'replica')
          return false;
        const others = world.cluster.replicaAddresses.filter(
          (address) => address !== away.command.address && world.cluster.isUp(address),
        );
        const second = others[Math.floor(victim * others.length)];
        if (second === undefined) return false;
        world.trace.note('fault', `second server dies: ${second}`);
        strikeDown(world, second, 20_000 + Math.floor(victim * 100_000));
        return true;
      });
    },
  },
  {
    name: 'replica breaks while its partition is moved',
    weight: 2,
    disturbsCluster: true,
    lastsMs: [5_000, 300_000],
    begin: (world, random) => {
      const victim = random.next();
      const breaks = (gpid: string, but: string): boolean => {
        const node = world.cluster
          .truth()
          .partition(gpid)
          ?.live.find((address) => address !== but);
        if (node === undefined) return false;
        world.trace.note('fault', `${gpid} breaks on ${node}`);
        world.cluster.faults.breakReplica(node, gpid);
        return true;
      };
      // A fast drain is one act: what it takes off in a moment breaks before, or after the batch of which some was
      // refused.
      if (world.scenario.options.includes('--drain fast')) {
        return lurkAtActs(world, (act) => {
          const at =
            act.kind === 'drain' || (act.kind === 'set-add-secondary-max' && act.value === 0)
              ? world.serverAtHand()
              : undefined;
          if (at === undefined) return false;
          const held = world.cluster
            .truth()
            .partitions()
            .filter(({ live }) => live.includes(at));
          const struck = held[Math.floor(victim * held.length)];
          return struck !== undefined && breaks(struck.gpid, at);
        });
      }
      return lurk(world, () => {
        const { act, at } = world.lastAct ?? { act: undefined, at: 0 };
        if (act?.kind !== 'move-primaries' || world.clock.now() - at >= 12_000) return false;
        const moved = act.moves[Math.floor(victim * act.moves.length)];
        return moved !== undefined && breaks(moved.gpid, moved.from);
      });
    },
  },
  {
    name: 'replica server hangs',
    weight: 2,
    disturbsCluster: true,
    lastsMs: [2_000, 60_000],
    begin: (world, random) => {
      const address = replica(world, random);
      world.cluster.faults.hang(address);
      return () => {
        world.cluster.faults.unhang(address);
      };
    },
  },
  {
    name: 'replica server flaps',
    weight: 2,
    disturbsCluster: true,
    lastsMs: [0, 0],
    begin: (world, random) => {
      const address = replica(world, random);
      for (let times = random.between(1, 3), at = 0; times > 0; times -= 1, at += random.between(2_000, 40_000)) {
        world.clock.after(at, () => {
          world.disturbed();
          world.cluster.faults.flap(address, 3_000);
        });
      }
      return undefined;
    },
  },
  ...(
    [
      ['starts slowly', { slowerByMs: 60_000 }],
      ['does not start', { diesAfterMs: 0 }],
      ['comes back and dies', { diesAfterMs: 20_000 }],
      ['starts with the old version', { keepsOldVersion: true }],
    ] as const
  ).map(
    ([what, how]): FaultKind => ({
      name: `server ${what}`,
      weight: 4,
      disturbsCluster: true,
      lastsMs: [0, 0],
      begin: (world, random) => {
        const address = random.next() < 0.8 ? replica(world, random) : meta(world, random);
        world.cluster.faults.spoilNextStart(address, how);
        return undefined;
      },
    }),
  ),
  {
    name: 'replica breaks',
    weight: 1,
    disturbsCluster: true,
    lastsMs: [0, 0],
    begin: (world, random) => {
      // There is none once the only table was dropped.
      const partition = random.pick(world.cluster.truth().partitions());
      const node = random.pick([...(partition?.live ?? [])]);
      if (partition !== undefined && node !== undefined) world.cluster.faults.breakReplica(node, partition.gpid);
      return undefined;
    },
  },
  {
    name: 'learners stall',
    weight: 2,
    disturbsCluster: true,
    lastsMs: [10_000, 240_000],
    begin: (world) => {
      world.cluster.faults.stallLearners();
      return () => {
        world.cluster.faults.releaseLearners();
      };
    },
  },
  {
    name: 'proposals dropped',
    weight: 2,
    disturbsCluster: false,
    lastsMs: [5_000, 180_000],
    begin: (world) => {
      world.cluster.faults.dropProposals();
      return () => {
        world.cluster.faults.takeProposalsAgain();
      };
    },
  },
  {
    name: 'proposals refused',
    weight: 2,
    disturbsCluster: false,
    lastsMs: [5_000, 180_000],
    begin: (world, random) => {
      world.cluster.faults.refuseProposals(random.between(1, 40));
      return () => {
        world.cluster.faults.takeProposalsAgain();
      };
    },
  },
  {
    name: 'replicas stick in closing',
    weight: 1,
    disturbsCluster: false,
    lastsMs: [0, 0],
    begin: (world, random) => (
      world.cluster.faults.stickClosing(replica(world, random), random.between(1, 8)), undefined
    ),
  },
];
