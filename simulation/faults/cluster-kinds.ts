import type { Random } from '../../src/lib/random.js';
import type { Stage } from '../stage/stage.js';
import { lurk, lurkAtActs, revive, somebody, strikeDown, type FaultKind } from './kind.js';

const replica = (stage: Stage, random: Random): string => somebody(random, stage.cluster.replicaAddresses);
const meta = (stage: Stage, random: Random): string => somebody(random, stage.cluster.metaAddresses);

/** What befalls metas, replica servers and their replicas. */
export const clusterKinds: readonly FaultKind[] = [
  {
    name: 'meta leader lost',
    weight: 5,
    disturbsCluster: true,
    lastsMs: [0, 0],
    begin: (stage, random) => {
      const leader = stage.cluster.truth().leader?.meta;
      stage.cluster.faults.loseLeader();
      if (leader !== undefined) revive(stage, leader, random.between(2_000, 60_000));
      return undefined;
    },
  },
  {
    name: 'meta leader hangs',
    weight: 2,
    disturbsCluster: true,
    lastsMs: [3_000, 60_000],
    begin: (stage) => {
      const leader = stage.cluster.truth().leader?.meta;
      if (leader === undefined) return undefined;
      stage.cluster.faults.hang(leader);
      return () => {
        stage.cluster.faults.unhang(leader);
      };
    },
  },
  {
    name: 'meta down',
    weight: 2,
    disturbsCluster: true,
    lastsMs: [0, 0],
    begin: (stage, random) => {
      const address = meta(stage, random);
      strikeDown(stage, address, random.between(5_000, 120_000));
      return undefined;
    },
  },
  {
    name: 'all metas down',
    weight: 1,
    disturbsCluster: true,
    lastsMs: [0, 0],
    begin: (stage, random) => {
      stage.cluster.faults.killAllMetas();
      for (const address of stage.cluster.metaAddresses) revive(stage, address, random.between(5_000, 90_000));
      return undefined;
    },
  },
  {
    name: 'replica server dies',
    weight: 3,
    disturbsCluster: true,
    lastsMs: [0, 0],
    begin: (stage, random) => {
      const address = replica(stage, random);
      strikeDown(stage, address, random.between(2_000, 180_000));
      return undefined;
    },
  },
  {
    name: 'second server dies',
    weight: 4,
    disturbsCluster: true,
    lastsMs: [5_000, 300_000],
    begin: (stage, random) => {
      const victim = random.next();
      return lurk(stage, () => {
        const away = stage.processes.done.at(-1);
        if (away === undefined || stage.clock.now() - away.at >= 15_000 || away.command.role !== 'replica')
          return false;
        const others = stage.cluster.replicaAddresses.filter(
          (address) => address !== away.command.address && stage.cluster.isUp(address),
        );
        const second = others[Math.floor(victim * others.length)];
        if (second === undefined) return false;
        stage.chronicle.note('fault', `second server dies: ${second}`);
        strikeDown(stage, second, 20_000 + Math.floor(victim * 100_000));
        return true;
      });
    },
  },
  {
    name: 'replica breaks while its partition is moved',
    weight: 2,
    disturbsCluster: true,
    lastsMs: [5_000, 300_000],
    begin: (stage, random) => {
      const victim = random.next();
      const breaks = (gpid: string, but: string): boolean => {
        const node = stage.cluster
          .truth()
          .partition(gpid)
          ?.live.find((address) => address !== but);
        if (node === undefined) return false;
        stage.chronicle.note('fault', `${gpid} breaks on ${node}`);
        stage.cluster.faults.breakReplica(node, gpid);
        return true;
      };
      // A fast drain is one act: what it takes off in a moment breaks before, or after the batch of which some was
      // refused.
      if (stage.scenario.options.includes('--drain fast')) {
        return lurkAtActs(stage, (act) => {
          const at =
            act.kind === 'drain' || (act.kind === 'set-add-secondary-max' && act.value === 0)
              ? stage.serverAtHand()
              : undefined;
          if (at === undefined) return false;
          const held = stage.cluster
            .truth()
            .partitions()
            .filter(({ live }) => live.includes(at));
          const struck = held[Math.floor(victim * held.length)];
          return struck !== undefined && breaks(struck.gpid, at);
        });
      }
      return lurk(stage, () => {
        const { act, at } = stage.lastAct ?? { act: undefined, at: 0 };
        if (act?.kind !== 'move-primaries' || stage.clock.now() - at >= 12_000) return false;
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
    begin: (stage, random) => {
      const address = replica(stage, random);
      stage.cluster.faults.hang(address);
      return () => {
        stage.cluster.faults.unhang(address);
      };
    },
  },
  {
    name: 'replica server flaps',
    weight: 2,
    disturbsCluster: true,
    lastsMs: [0, 0],
    begin: (stage, random) => {
      const address = replica(stage, random);
      for (let times = random.between(1, 3), at = 0; times > 0; times -= 1, at += random.between(2_000, 40_000)) {
        stage.clock.after(at, () => {
          stage.disturbed();
          stage.cluster.faults.flap(address, 3_000);
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
      begin: (stage, random) => {
        const address = random.next() < 0.8 ? replica(stage, random) : meta(stage, random);
        stage.cluster.faults.spoilNextStart(address, how);
        return undefined;
      },
    }),
  ),
  {
    name: 'replica breaks',
    weight: 1,
    disturbsCluster: true,
    lastsMs: [0, 0],
    begin: (stage, random) => {
      // There is none once the only table was dropped.
      const partition = random.pick(stage.cluster.truth().partitions());
      const node = random.pick([...(partition?.live ?? [])]);
      if (partition !== undefined && node !== undefined) stage.cluster.faults.breakReplica(node, partition.gpid);
      return undefined;
    },
  },
  {
    name: 'learners stall',
    weight: 2,
    disturbsCluster: true,
    lastsMs: [10_000, 240_000],
    begin: (stage) => {
      stage.cluster.faults.stallLearners();
      return () => {
        stage.cluster.faults.releaseLearners();
      };
    },
  },
  {
    name: 'proposals dropped',
    weight: 2,
    disturbsCluster: false,
    lastsMs: [5_000, 180_000],
    begin: (stage) => {
      stage.cluster.faults.dropProposals();
      return () => {
        stage.cluster.faults.takeProposalsAgain();
      };
    },
  },
  {
    name: 'proposals refused',
    weight: 2,
    disturbsCluster: false,
    lastsMs: [5_000, 180_000],
    begin: (stage, random) => {
      stage.cluster.faults.refuseProposals(random.between(1, 40));
      return () => {
        stage.cluster.faults.takeProposalsAgain();
      };
    },
  },
  {
    name: 'replicas stick in closing',
    weight: 1,
    disturbsCluster: false,
    lastsMs: [0, 0],
    begin: (stage, random) => (
      stage.cluster.faults.stickClosing(replica(stage, random), random.between(1, 8)), undefined
    ),
  },
];
