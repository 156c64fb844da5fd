import type { Random } from '../../src/lib/random.js';
import type { Stage } from '../stage/stage.js';
import type { CommandFault } from './process-weather.js';
import type { ShellFault } from './shell-weather.js';

/** One kind of fault. `begin` answers what ends it, if it does not end by itself. */
interface FaultKind {
  readonly name: string;
  readonly weight: number;
  /** It strikes servers or their replicas, so that partitions may suffer through no act of the bot. */
  readonly disturbsCluster: boolean;
  readonly lastsMs: readonly [least: number, most: number];
  readonly begin: (stage: Stage, random: Random) => (() => void) | undefined;
}

export interface PlannedFault {
  readonly name: string;
  readonly at: number;
  readonly until: number;
  readonly disturbsCluster: boolean;
  readonly begin: (stage: Stage) => (() => void) | undefined;
}

const somebody = <Item>(random: Random, items: readonly Item[]): Item => {
  const item = random.pick(items);
  if (item === undefined) throw new Error('there is nobody to strike');
  return item;
};

const replica = (stage: Stage, random: Random): string => somebody(random, stage.cluster.replicaAddresses);
const meta = (stage: Stage, random: Random): string => somebody(random, stage.cluster.metaAddresses);

/** Its own supervisor starts it again after a while, unless a command of the run is at work there. */
function revive(stage: Stage, address: string, afterMs: number): void {
  stage.clock.after(afterMs, () => {
    if ((stage.processes.underWay.get(address) ?? 0) > 0) revive(stage, address, 5_000);
    else void stage.cluster.start(address);
  });
}

const shell = (fault: ShellFault, weight: number, lastsMs: readonly [number, number] = [2_000, 90_000]): FaultKind => ({
  name: `shell ${fault}`,
  weight,
  disturbsCluster: false,
  lastsMs,
  begin: ({ shells }, random) => {
    shells.fault = fault;
    shells.share = random.pick([0.2, 0.5, 1]) ?? 1;
    return () => {
      if (shells.fault === fault) shells.fault = undefined;
    };
  },
});

const command = (fault: CommandFault, weight: number): FaultKind => ({
  name: `command ${fault}`,
  weight,
  // What it leaves half done is a server that is down.
  disturbsCluster: true,
  lastsMs: [10_000, 200_000],
  begin: ({ processes }) => {
    processes.fault = fault;
    return () => {
      if (processes.fault === fault) processes.fault = undefined;
    };
  },
});

const slack = (name: string, weight: number, lastsMs: readonly [number, number], begin: FaultKind['begin']): FaultKind => ({ name: `slack ${name}`, weight, disturbsCluster: false, lastsMs, begin });

const everyDelivery = { deliveries: ['event', 'command', 'interaction'] as ('event' | 'command' | 'interaction')[] };

const misbehaves = (stage: Stage, fault: Parameters<Stage['slack']['faults']['add']>[0]): (() => void) => {
  const id = stage.slack.faults.add(fault);
  return () => {
    stage.slack.faults.clear(id);
  };
};

export const faultKinds: readonly FaultKind[] = [
  { name: 'bot killed', weight: 4, disturbsCluster: false, lastsMs: [0, 0], begin: (stage, random) => (stage.kill(random.between(500, 60_000)), undefined) },
  { name: 'bot killed at a change on disk', weight: 6, disturbsCluster: false, lastsMs: [0, 0], begin: (stage, random) => ((stage.killAtChange = random.between(1, 60)), undefined) },
  { name: 'bot killed after an act', weight: 5, disturbsCluster: false, lastsMs: [0, 0], begin: (stage, random) => ((stage.killAfterActs = random.between(1, 4)), undefined) },
  { name: 'bot away for long', weight: 1, disturbsCluster: false, lastsMs: [0, 0], begin: (stage, random) => (stage.kill(random.between(60_000, 600_000)), undefined) },
  { name: 'power lost', weight: 3, disturbsCluster: false, lastsMs: [0, 0], begin: (stage, random) => (stage.kill(random.between(5_000, 120_000), true), undefined) },
  { name: 'bot told to stop', weight: 2, disturbsCluster: false, lastsMs: [0, 0], begin: (stage, random) => (void stage.restart(random.between(500, 30_000)), undefined) },
  { name: 'clock set forward', weight: 1, disturbsCluster: false, lastsMs: [0, 0], begin: (stage, random) => ((stage.wall.offsetMs += random.pick([1_500, 60_000, 3_700_000]) ?? 0), undefined) },
  { name: 'clock set back', weight: 1, disturbsCluster: false, lastsMs: [0, 0], begin: (stage, random) => ((stage.wall.offsetMs -= random.pick([1_500, 60_000, 1_800_000]) ?? 0), undefined) },

  shell('hangs', 2),
  shell('slow', 2),
  shell('late', 1),
  shell('garbage', 3),
  shell('half', 2),
  shell('dies', 2),
  shell('stale', 2, [2_000, 30_000]),

  {
    name: 'meta leader lost', weight: 5, disturbsCluster: true, lastsMs: [0, 0],
    begin: (stage, random) => {
      const leader = stage.cluster.truth().leader?.meta;
      stage.cluster.faults.loseLeader();
      if (leader !== undefined) revive(stage, leader, random.between(2_000, 60_000));
      return undefined;
    },
  },
  {
    name: 'meta leader hangs', weight: 2, disturbsCluster: true, lastsMs: [3_000, 60_000],
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
    name: 'meta down', weight: 2, disturbsCluster: true, lastsMs: [0, 0],
    begin: (stage, random) => {
      const address = meta(stage, random);
      stage.cluster.faults.kill(address);
      revive(stage, address, random.between(5_000, 120_000));
      return undefined;
    },
  },
  {
    name: 'all metas down', weight: 1, disturbsCluster: true, lastsMs: [0, 0],
    begin: (stage, random) => {
      stage.cluster.faults.killAllMetas();
      for (const address of stage.cluster.metaAddresses) revive(stage, address, random.between(5_000, 90_000));
      return undefined;
    },
  },

  {
    name: 'replica server dies', weight: 3, disturbsCluster: true, lastsMs: [0, 0],
    begin: (stage, random) => {
      const address = replica(stage, random);
      stage.cluster.faults.kill(address);
      revive(stage, address, random.between(2_000, 180_000));
      return undefined;
    },
  },
  {
    name: 'second server dies', weight: 4, disturbsCluster: true, lastsMs: [5_000, 300_000],
    begin: (stage, random) => {
      let waiting = true;
      const victim = random.next();
      const strike = (): void => {
        if (!waiting) return;
        const away = stage.processes.done.at(-1);
        const recent = away !== undefined && stage.clock.now() - away.at < 15_000 && away.command.role === 'replica';
        const others = stage.cluster.replicaAddresses.filter((address) => address !== away?.command.address && stage.cluster.isUp(address));
        const second = others[Math.floor(victim * others.length)];
        if (!recent || second === undefined) {
          stage.clock.after(1_000, strike);
          return;
        }
        waiting = false;
        stage.chronicle.note('fault', `second server dies: ${second}`);
        stage.disturbed();
        stage.cluster.faults.kill(second);
        revive(stage, second, 20_000 + Math.floor(victim * 100_000));
      };
      strike();
      return () => {
        waiting = false;
      };
    },
  },
  {
    name: 'replica server hangs', weight: 2, disturbsCluster: true, lastsMs: [2_000, 60_000],
    begin: (stage, random) => {
      const address = replica(stage, random);
      stage.cluster.faults.hang(address);
      return () => {
        stage.cluster.faults.unhang(address);
      };
    },
  },
  {
    name: 'replica server flaps', weight: 2, disturbsCluster: true, lastsMs: [0, 0],
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
  ).map(([what, how]): FaultKind => ({
    name: `server ${what}`,
    weight: 4,
    disturbsCluster: true,
    lastsMs: [0, 0],
    begin: (stage, random) => {
      const address = random.next() < 0.8 ? replica(stage, random) : meta(stage, random);
      stage.cluster.faults.spoilNextStart(address, how);
      return undefined;
    },
  })),
  {
    name: 'replica breaks', weight: 1, disturbsCluster: true, lastsMs: [0, 0],
    begin: (stage, random) => {
      const partition = somebody(random, stage.cluster.truth().partitions());
      const node = random.pick([...partition.live]);
      if (node !== undefined) stage.cluster.faults.breakReplica(node, partition.gpid);
      return undefined;
    },
  },
  {
    name: 'learners stall', weight: 2, disturbsCluster: true, lastsMs: [10_000, 240_000],
    begin: (stage) => {
      stage.cluster.faults.stallLearners();
      return () => {
        stage.cluster.faults.releaseLearners();
      };
    },
  },
  {
    name: 'proposals dropped', weight: 2, disturbsCluster: false, lastsMs: [5_000, 180_000],
    begin: (stage) => {
      stage.cluster.faults.dropProposals();
      return () => {
        stage.cluster.faults.takeProposalsAgain();
      };
    },
  },
  {
    name: 'proposals refused', weight: 2, disturbsCluster: false, lastsMs: [5_000, 180_000],
    begin: (stage, random) => {
      stage.cluster.faults.refuseProposals(random.between(1, 40));
      return () => {
        stage.cluster.faults.takeProposalsAgain();
      };
    },
  },
  {
    name: 'replicas stick in closing', weight: 1, disturbsCluster: false, lastsMs: [0, 0],
    begin: (stage, random) => (stage.cluster.faults.stickClosing(replica(stage, random), random.between(1, 8)), undefined),
  },
  {
    name: 'table created', weight: 1, disturbsCluster: true, lastsMs: [0, 0],
    begin: (stage, random) => (stage.cluster.faults.createTable(`made${random.between(1, 1_000_000)}`, random.between(1, 4), 3, random.between(500, 20_000)), undefined),
  },
  {
    name: 'table dropped', weight: 1, disturbsCluster: true, lastsMs: [0, 0],
    begin: (stage, random) => (dropOrSplit(stage, random, (name) => {
      stage.cluster.faults.dropTable(name, random.between(500, 20_000));
    }), undefined),
  },
  {
    name: 'table split', weight: 1, disturbsCluster: true, lastsMs: [0, 0],
    begin: (stage, random) => (dropOrSplit(stage, random, (name) => {
      stage.cluster.faults.splitTable(name, random.between(2_000, 30_000));
    }), undefined),
  },

  {
    name: 'table renamed', weight: 1, disturbsCluster: false, lastsMs: [0, 0],
    begin: (stage, random) => {
      const table = random.pick(tablesOf(stage));
      if (table !== undefined) stage.cluster.faults.renameTable(table, `${table}.${random.between(1, 1_000_000)}`);
      return undefined;
    },
  },

  command('fails', 3),
  command('fails-after', 2),
  command('hangs', 1),
  command('hangs-after', 1),
  command('lies', 3),
  command('slow', 2),

  {
    name: 'change window closes', weight: 2, disturbsCluster: false, lastsMs: [30_000, 400_000],
    begin: (stage) => {
      stage.windowClosedAt ??= stage.clock.now();
      return () => {
        stage.windowClosedAt = undefined;
      };
    },
  },
  {
    name: 'disk full', weight: 3, disturbsCluster: false, lastsMs: [1_000, 120_000],
    begin: ({ disk }) => {
      disk.trouble.full = true;
      return () => {
        disk.trouble.full = false;
      };
    },
  },
  { name: 'disk errors', weight: 2, disturbsCluster: false, lastsMs: [0, 0], begin: ({ disk }, random) => ((disk.trouble.errors = random.between(1, 4)), undefined) },

  slack('down', 2, [30_000, 400_000], (stage) => {
    stage.slack.down = true;
    return () => {
      stage.slack.down = false;
    };
  }),
  slack('down for an hour', 0.3, [3_600_000, 3_600_000], (stage) => {
    stage.slack.down = true;
    return () => {
      stage.slack.down = false;
    };
  }),
  slack('loses deliveries', 2, [5_000, 120_000], (stage) => misbehaves(stage, { kind: 'lose-deliveries', ...everyDelivery })),
  slack('doubles deliveries', 3, [10_000, 300_000], (stage) => misbehaves(stage, { kind: 'duplicate-deliveries', copies: 2, ...everyDelivery })),
  slack('delays deliveries', 2, [10_000, 120_000], (stage) => misbehaves(stage, { kind: 'delay-deliveries', ms: 7_000, ...everyDelivery })),
  slack('swaps deliveries', 2, [10_000, 300_000], (stage) => misbehaves(stage, { kind: 'reorder-deliveries', window: 3, withinMs: 20_000, ...everyDelivery })),
  slack('limits calls', 2, [5_000, 180_000], (stage) => misbehaves(stage, { kind: 'rate-limit', retryAfterSeconds: 5 })),
  slack('fails calls', 2, [5_000, 180_000], (stage) => misbehaves(stage, { kind: 'server-error' })),
  slack('loses answers', 2, [5_000, 120_000], (stage) => misbehaves(stage, { kind: 'lost-answer' })),
  slack('loses requests', 1, [5_000, 120_000], (stage) => misbehaves(stage, { kind: 'lost-request' })),
];

const tablesOf = (stage: Stage): readonly string[] => [...new Set(stage.cluster.truth().partitions().map(({ table }) => table))];

function dropOrSplit(stage: Stage, random: Random, work: (table: string) => void): void {
  const tables = tablesOf(stage).filter((name) => name !== 'temp');
  const table = random.pick(tables);
  if (table !== undefined) work(table);
}

/** So many faults between the beginning and the calm, each drawn by its weight. */
export function drawFaults(random: Random, count: number, calmAtMs: number): readonly PlannedFault[] {
  const total = faultKinds.reduce((sum, { weight }) => sum + weight, 0);
  const draw = (): FaultKind => {
    let left = random.next() * total;
    for (const kind of faultKinds) {
      left -= kind.weight;
      if (left < 0) return kind;
    }
    return somebody(random, faultKinds);
  };
  return Array.from({ length: count }, () => {
    const kind = draw();
    const at = random.between(0, calmAtMs);
    const [least, most] = kind.lastsMs;
    const lasts = random.between(least, most);
    // A stream of its own, so that what one fault draws does not change the others.
    const seed = random.between(0, 0x7fffffff);
    return {
      name: kind.name,
      at,
      until: most > 900_000 ? at + lasts : Math.min(at + lasts, calmAtMs),
      disturbsCluster: kind.disturbsCluster,
      begin: (stage: Stage) => kind.begin(stage, stage.randomOf(seed)),
    };
  }).sort((one, other) => one.at - other.at);
}
