import { awaitMoments, somebody, type FaultKind } from './kind.js';
import { throwingParts } from './thrower.js';

/** What befalls the bot, its machine and its calendar. */
export const botKinds: readonly FaultKind[] = [
  {
    name: 'bot killed',
    weight: 4,
    disturbsCluster: false,
    lastsMs: [0, 0],
    begin: (world, random) => (world.kill(random.between(500, 60_000)), undefined),
  },
  {
    name: 'bot killed at a change on disk',
    weight: 6,
    disturbsCluster: false,
    lastsMs: [0, 0],
    begin: (world, random) => ((world.killAtChange = random.between(1, 60)), undefined),
  },
  {
    name: 'bot killed after an act',
    weight: 5,
    disturbsCluster: false,
    lastsMs: [0, 0],
    begin: (world, random) => ((world.killAfterActs = random.between(1, 4)), undefined),
  },
  {
    name: 'bot away for long',
    weight: 1,
    disturbsCluster: false,
    lastsMs: [0, 0],
    begin: (world, random) => (world.kill(random.between(60_000, 600_000)), undefined),
  },
  {
    name: 'power lost',
    weight: 3,
    disturbsCluster: false,
    lastsMs: [0, 0],
    begin: (world, random) => (world.kill(random.between(5_000, 120_000), true), undefined),
  },
  {
    name: 'bot told to stop',
    weight: 2,
    disturbsCluster: false,
    lastsMs: [0, 0],
    begin: (world, random) => (void world.restart(random.between(500, 30_000)), undefined),
  },
  {
    name: 'clock set forward',
    weight: 1,
    disturbsCluster: false,
    lastsMs: [0, 0],
    begin: (world, random) => ((world.wall.offsetMs += random.pick([1_500, 60_000, 3_700_000]) ?? 0), undefined),
  },
  {
    name: 'clock set back',
    weight: 1,
    disturbsCluster: false,
    lastsMs: [0, 0],
    begin: (world, random) => ((world.wall.offsetMs -= random.pick([1_500, 60_000, 1_800_000]) ?? 0), undefined),
  },
  {
    name: 'change window closes',
    weight: 2,
    disturbsCluster: false,
    lastsMs: [30_000, 400_000],
    begin: (world) => {
      world.windowClosedAt ??= world.clock.now();
      return () => {
        world.windowClosedAt = undefined;
      };
    },
  },
  {
    name: 'disk full',
    weight: 3,
    disturbsCluster: false,
    lastsMs: [1_000, 120_000],
    begin: ({ disk }) => {
      disk.trouble.full = true;
      return () => {
        disk.trouble.full = false;
      };
    },
  },
  {
    name: 'disk full for minutes',
    weight: 2,
    disturbsCluster: false,
    lastsMs: [120_000, 600_000],
    begin: ({ disk }) => {
      disk.trouble.full = true;
      return () => {
        disk.trouble.full = false;
      };
    },
  },
  {
    name: 'exceptions',
    weight: 3,
    disturbsCluster: false,
    lastsMs: [1_000, 120_000],
    begin: ({ thrower }, random) => {
      thrower.fault = { part: somebody(random, throwingParts), share: random.pick([0.02, 0.2, 1]) ?? 1 };
      return () => {
        thrower.fault = undefined;
      };
    },
  },
  {
    name: 'disk errors',
    weight: 2,
    disturbsCluster: false,
    lastsMs: [0, 0],
    begin: ({ disk }, random) => {
      disk.trouble.errors = random.between(1, 4);
      // In the middle of a save, too, where what was done has to be taken back.
      disk.trouble.spared = random.between(0, 8);
      return undefined;
    },
  },
];

/** In the worst moment: the meta may repair nothing until the bot says so. */
export const worstMomentKinds: readonly FaultKind[] = [
  {
    name: 'exceptions while the meta may repair nothing',
    weight: 1,
    disturbsCluster: false,
    lastsMs: [180_000, 600_000],
    begin: (world, random) => {
      const { thrower, cluster, clock } = world;
      const fault = {
        part: somebody(
          random,
          throwingParts.filter((part) => part.startsWith('decide')),
        ),
        share: 1,
      };
      const lastsMs = random.between(40_000, 120_000);
      const over = (): void => {
        if (thrower.fault === fault) thrower.fault = undefined;
      };
      const giveUp = awaitMoments(world, [
        () => {
          if (thrower.fault !== undefined || cluster.truth().leader?.addSecondaryMax !== 0) return false;
          thrower.fault = fault;
          world.trace.note('fault', `${fault.part} throws from here on`);
          clock.after(lastsMs, over);
          return true;
        },
      ]);
      return () => {
        giveUp();
        over();
      };
    },
  },
];
