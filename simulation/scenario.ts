import { Random } from '../src/lib/random.js';
import type { ClusterPolicy } from '../src/roll/policy.js';
import { documentedTiming } from '../src/roll/policy.js';
import type { ConfigFile } from '../demo/cluster/model/settings.js';
import type { Generation } from '../demo/cluster/servers.js';

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
  /** People are slow to look, so that what waits for them stands there for a while. */
  readonly isNight: boolean;
}

/** Who is in the channel and no guest. */
export const members = ['U0ALICE001', 'U0BOB00001', 'U0CAROL001', 'U0DAVE0001'] as const;
export const approvers = ['U0BOB00001', 'U0CAROL001'] as const;

/** Faults end here at the latest, milliseconds after the beginning. */
const longestStormMs = 900_000;

/** One to three of the replica servers. */
function some(random: Random, generation: Generation, nodes: number): string {
  const first = random.between(1, nodes - 2);
  const host = generation === '2.5' ? '127.0.0.1' : 'localhost';
  return Array.from({ length: random.between(1, 3) }, (_, nth) => `${host}:${34_800 + first + nth}`).join(',');
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
        stall: 90_000,
        start: 180_000,
        closeWait: 10_000,
        rebalance: 300_000,
        maxAway: chance(0.8) ? 3_600_000 : 120_000,
      },
      mutation2pcMinReplicaCount: 2,
      minLiveNodes: 3,
      livePercentage: 50,
      procedure: { replica: procedure, meta: procedure, collector: procedure },
    },
    options,
    mode,
    calmAtMs: random.between(240_000, longestStormMs),
    faults: chance(0.06) ? 0 : random.between(1, 9),
    // Its own draw, for the same reason as below.
    isNight: new Random(seed ^ 0x3a3).next() < 0.4,
  };
  // Drawn last, so that everything else of a seed is as it was before there was a choice.
  return mode === 'ha' && chance(0.35) ? { ...scenario, options: `${options} --drain fast`.trim() } : scenario;
}
