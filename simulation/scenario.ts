import { Random } from '../src/lib/random.js';
import { hookVerbs } from '../src/roll/act.js';
import type { ClusterPolicy } from '../src/roll/policy.js';
import { documentedTiming } from '../src/roll/policy.js';
import type { ConfigFile } from '../demo/cluster/model/settings.js';
import type { Generation } from '../demo/cluster/servers.js';

/** What somebody has changed in the configuration of every server. */
export interface NewConfig {
  readonly flag: string;
  readonly value: string;
}

/** What a history begins with; all of it comes from the seed. */
export interface Scenario {
  readonly seed: number;
  readonly generation: Generation;
  readonly nodes: number;
  readonly tables: readonly { readonly name: string; readonly partitions: number; readonly replicas: number }[];
  readonly config: Partial<ConfigFile>;
  /** Settings that somebody had changed before the run, so that DEFAULT is not what was there. */
  readonly custom: boolean;
  readonly policy: Omit<ClusterPolicy, 'cluster' | 'clusterName' | 'metas' | 'collectors'>;
  /** What is typed after `/pegasus roll cluster-x`. */
  readonly options: string;
  readonly mode: 'ha' | 'simple';
  /** The storm is over then; from then on people only see the run to its end. */
  readonly calmAtMs: number;
  readonly faults: number;
  /** Of an upgrade: the new version is no good, and people roll it back. */
  readonly rollsBack: boolean;
  /** Of a restart: people abort it in the middle, and go on with it later. */
  readonly continues: boolean;
  /** A replica server besides that died long ago, and that the request allows to stay dead; absent: none. */
  readonly longDead?: string;
  /** One more that died long ago; nobody allows that, and it comes back after a while. */
  readonly alsoDead?: string;
  /** All are rolled, and while they are, the one that is allowed comes back and dies again, or another one dies. */
  readonly isRestless?: true;
  /** With the server that died long ago partitions lost their last copy, and the request allows that, too. */
  readonly losesPartitions?: true;
  /** A table that splits for so long, milliseconds, from before the run on; the request allows it. */
  readonly longSplit?: { readonly table: string; readonly forMs: number };
  /** Of a restart: a value that is new in the configuration, and is asked for by it; absent: nothing is new. */
  readonly newConfig?: NewConfig;
  /** People are slow to look, so that what waits for them stands there for a while. */
  readonly isNight: boolean;
}

/** Who is in the channel and no guest. */
export const members = ['U0ALICE001', 'U0BOB00001', 'U0CAROL001', 'U0DAVE0001'] as const;
export const approvers = ['U0BOB00001', 'U0CAROL001'] as const;

/** Faults end here at the latest, milliseconds after the beginning. */
const longestStormMs = 900_000;

/** In a history in which the new version is no good. */
const mostFaultsBesides = 3;

const hostOf = (generation: Generation): string => (generation === '2.5' ? '127.0.0.1' : 'localhost');

/** One to three of the replica servers. */
function some(random: Random, generation: Generation, nodes: number): string {
  const first = random.between(1, nodes - 2);
  const host = hostOf(generation);
  return Array.from({ length: random.between(1, 3) }, (_, nth) => `${host}:${34_800 + first + nth}`).join(',');
}

/** In one of five the next server waits until the cluster is at rest. */
const settleOf = (random: Random): Pick<ClusterPolicy, 'settle'> =>
  random.next() < 0.2 ? { settle: { what: 'max(p99)', below: 20, forMs: random.between(10_000, 40_000) } } : {};

/** In one of four histories the operator has commands of their own around each server. */
function hooksOf(random: Random): Pick<ClusterPolicy, 'hooks'> {
  if (random.next() >= 0.25) return {};
  const hooks = hookVerbs.filter(() => random.next() < 0.7);
  return hooks.length === 0 ? {} : { hooks };
}

/** A table with one copy would have lost partitions with it. */
function withLongDead(scenario: Scenario, random: Random): Scenario {
  if (scenario.tables.some(({ replicas }) => replicas < 3)) return scenario;
  const isRestless = random.next() < 0.7;
  // With more servers to roll, more can happen while it is dead.
  const nodes = isRestless ? Math.max(5, scenario.nodes) : scenario.nodes;
  const nth = (place: number): string => `${hostOf(scenario.generation)}:${34_801 + place}`;
  const longDead = nth(nodes);
  const alsoDead = isRestless && random.next() < 0.5 ? nth(nodes + 1) : undefined;
  const options = [
    isRestless ? scenario.options.replace(/ ?--(nodes|only) \S+/g, '') : scenario.options,
    // To leave it out is no waiver.
    ...(alsoDead === undefined ? [] : [`--skip ${alsoDead}`]),
    `--allow dead-server=${longDead}`,
  ]
    .join(' ')
    .trim();
  return {
    ...scenario,
    nodes,
    longDead,
    ...(isRestless
      ? { isRestless, faults: Math.min(scenario.faults, mostFaultsBesides), calmAtMs: longestStormMs, isNight: false }
      : {}),
    ...(alsoDead === undefined ? {} : { alsoDead }),
    ...(isRestless && random.next() < 0.5 ? { losesPartitions: true } : {}),
    rollsBack: false,
    continues: false,
    options,
  };
}

/** Its only partition is on three of six servers at least, so that there are others that can be rolled meanwhile. */
function withLongSplit(scenario: Scenario, random: Random): Scenario {
  const table = 'grows';
  const options = scenario.options.replace(/ ?--(nodes|only) \S+/g, '');
  return {
    ...scenario,
    nodes: 6,
    tables: [...scenario.tables, { name: table, partitions: 1, replicas: 3 }],
    longSplit: { table, forMs: random.between(150_000, 600_000) },
    faults: Math.min(scenario.faults, mostFaultsBesides),
    rollsBack: false,
    continues: false,
    options: `${options} --allow splitting=${table}`.trim(),
  };
}

/** Only who lacks a new value of the configuration is restarted. */
function withNewConfig(scenario: Scenario, random: Random): Scenario {
  const newConfig = { flag: 'checkpoint_interval_seconds', value: '600' };
  const key = random.next() < 0.5 ? newConfig.flag : `replication.${newConfig.flag}`;
  return { ...scenario, newConfig, options: `${scenario.options} --stale ${key}=${newConfig.value}`.trim() };
}

export function drawScenario(seed: number): Scenario {
  const random = new Random(seed);
  const chance = (share: number): boolean => random.next() < share;
  const generation: Generation = chance(0.6) ? '2.5' : 'newer';
  const nodes = random.pick([4, 4, 4, 4, 5, 5, 6]) ?? 4;
  const mode = chance(0.8) ? 'ha' : 'simple';
  const lowReplication = chance(0.15);
  const tables = [
    { name: 'temp', partitions: random.between(2, 5), replicas: 3 },
    ...(chance(0.4) ? [{ name: 'usertable', partitions: random.between(2, 6), replicas: 3 }] : []),
    ...(lowReplication ? [{ name: 'scratch', partitions: random.between(1, 3), replicas: random.between(1, 2) }] : []),
  ];
  const upgrade = chance(0.5) ? (generation === '2.5' ? '2.5.1' : '2.6.0') : undefined;
  const roles = chance(0.25) ? undefined : chance(0.8) ? 'replica' : 'replica,meta';
  const options = [
    ...(upgrade === undefined ? [] : [`--version ${upgrade}`]),
    ...(mode === 'simple' ? ['--mode simple'] : []),
    ...(roles === undefined ? [] : [`--only ${roles}`]),
    ...(chance(0.8) ? [`--nodes ${some(random, generation, nodes)}`] : []),
    ...(chance(0.1) ? ['--canary'] : []),
    ...(chance(0.15) ? [`--soak ${random.between(5, 60)}s`] : []),
    // Its own draw, so that the histories before it stay what they are.
    ...(new Random(seed ^ 0x57a27).next() < 0.1 ? ['--start-timeout 5m'] : []),
    ...(chance(0.15) ? ['--rebalance'] : []),
    ...(lowReplication ? ['--allow-low-replication scratch'] : []),
    ...(chance(0.5) ? ['--reason "config change"'] : []),
  ].join(' ');
  const oneStep = chance(0.5);
  const restart = oneStep ? (['restart'] as const) : (['stop', 'start'] as const);
  const procedure = {
    restart,
    upgrade:
      new Random(seed ^ 0x1257).next() < 1 / 3
        ? (['install', 'restart'] as const)
        : (['stop', 'install', 'start'] as const),
  };
  const scenario: Scenario = {
    seed,
    generation,
    nodes,
    tables,
    config: {},
    custom: chance(0.3),
    policy: {
      approvals: {
        required: random.between(1, 2),
        approvers: chance(0.6) ? ['@pegasus-oncall'] : chance(0.5) ? [...approvers] : [],
        selfApproval: chance(0.1),
        expiresAfterMs: 1_800_000,
      },
      onRestart: chance(0.8) ? 'continue' : 'pause',
      timing: {
        ...documentedTiming,
        pollInterval: random.pick([1_000, 3_000, 5_000, 5_000, 10_000, 10_000, 10_000]) ?? 5_000,
        metaInterval: 10_000,
        settle: 120_000,
        stall: 90_000,
        start: 180_000,
        closeWait: 10_000,
        rebalance: 300_000,
        maxAway: chance(0.8) ? 3_600_000 : 120_000,
      },
      mutation2pcMinReplicaCount: 2,
      minLiveNodes: 3,
      livePercentage: 50,
      // Its own draw, as above.
      ...hooksOf(new Random(seed ^ 0x400c)),
      ...settleOf(new Random(seed ^ 0x5e77)),
      // In one of six nothing is begun under an alert.
      ...(new Random(seed ^ 0xa1e2).next() < 1 / 6 ? { alerts: '{severity="critical"}' } : {}),
      procedure: { replica: procedure, meta: procedure, collector: procedure },
    },
    options,
    mode,
    calmAtMs: random.between(240_000, longestStormMs),
    faults: chance(0.06) ? 0 : random.between(1, 9),
    // Its own draw, for the same reason as below.
    // The number leaves those seeds as they were that are remembered for something else.
    rollsBack: upgrade !== undefined && new Random(seed ^ 0x201256c).next() < 0.3,
    // The same for its number.
    continues: upgrade === undefined && new Random(seed ^ 0xc04a9).next() < 0.2,
    isNight: new Random(seed ^ 0x3a3).next() < 0.4,
  };
  // Drawn last, so that everything else of a seed is as it was before there was a choice.
  const drawn = mode === 'ha' && chance(0.35) ? { ...scenario, options: `${options} --drain fast`.trim() } : scenario;
  // A new version that is no good is trouble enough: with much more of it few come as far as to roll back.
  const bounded = drawn.rollsBack ? { ...drawn, faults: Math.min(drawn.faults, mostFaultsBesides) } : drawn;
  // Its own draw, by a number that leaves those seeds as they were that are remembered for something else.
  if (new Random(seed ^ 0xdebe3).next() < 0.07) return withLongDead(bounded, new Random(seed ^ 0x2e57));
  const split = new Random(seed ^ 0x5b117);
  if (split.next() < 0.03) return withLongSplit(bounded, split);
  // Its own draw, too.
  const stale = new Random(seed ^ 0x57a1e);
  return upgrade === undefined && stale.next() < 0.1 ? withNewConfig(bounded, stale) : bounded;
}
