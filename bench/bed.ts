import type { ClusterAccess, Log } from '../src/engine/deps.js';
import type { Clock } from '../src/lib/clock.js';
import { Random } from '../src/lib/random.js';
import { createShellAdmin } from '../src/pegasus/shell/shell-admin.js';
import type { ShellRunner } from '../src/pegasus/shell/shell-child.js';
import type { ProcessControl } from '../src/processes/process-control.js';
import type { CommandResult, ProcessCommand } from '../src/roll/act.js';
import { clusterName, nodeAddress, type CommandId } from '../src/roll/ids.js';
import { documentedTiming, type ClusterPolicy } from '../src/roll/policy.js';
import { fieldCluster } from '../src/sim/model/default-cluster.js';
import { SimulatedCluster, type SimulatedClusterOptions } from '../src/sim/model/simulated-cluster.js';
import { runShellInProcess, usualStartLatencyMs } from '../src/sim/shell/in-process.js';

const quiet = (): void => undefined;
export const silent: Log & { child(): typeof silent } = { debug: quiet, info: quiet, warn: quiet, error: quiet, child: () => silent };

export interface BedOptions {
  readonly clock: Clock;
  readonly name: string;
  readonly nodes?: number;
  readonly tables?: SimulatedClusterOptions['tables'];
  readonly startLatencyMs?: number;
}

/** A simulated cluster and the bot's real way to it. */
export interface Bed {
  readonly cluster: SimulatedCluster;
  readonly policy: ClusterPolicy;
  readonly access: ClusterAccess;
  readonly runner: ShellRunner;
}

export function makeBed({ clock, name, nodes = 5, tables, startLatencyMs = usualStartLatencyMs }: BedOptions): Bed {
  const field = fieldCluster({ clock, seed: 1, generation: '2.5' }, nodes);
  const cluster = new SimulatedCluster({ ...field, clusterName: name, ...(tables === undefined ? {} : { tables }) });
  const steps = { restart: ['restart'], upgrade: ['stop', 'install', 'start'] } as const;
  const policy: ClusterPolicy = {
    cluster: clusterName(name),
    clusterName: name,
    metas: field.metas.map(nodeAddress),
    collectors: field.collectors.map(nodeAddress),
    approvals: { required: 1, approvers: [], selfApproval: false, expiresAfterMs: 1_800_000 },
    onRestart: 'continue',
    timing: documentedTiming,
    mutation2pcMinReplicaCount: 2,
    minLiveNodes: 3,
    livePercentage: 50,
    procedure: { replica: steps, meta: steps, collector: steps },
  };
  const random = new Random(1);
  const runner: ShellRunner = (argv, signal) => runShellInProcess({ servers: cluster, dialect: '2.5', clock, random, startLatencyMs, argv: argv.slice(1), signal });
  const admin = createShellAdmin({ home: '/opt/pegasus', metas: policy.metas, clock, log: silent, runner });
  return { cluster, policy, runner, access: { policy, channel: undefined, admin, processes: processesOf(cluster) } };
}

/** Process commands on the simulated cluster; one that is asked for again is the same execution. */
function processesOf(cluster: SimulatedCluster): ProcessControl {
  const known = new Map<CommandId, Promise<CommandResult>>();
  const carryOut = async ({ verb, address, version }: ProcessCommand): Promise<CommandResult> => {
    if (verb === 'install' && version !== undefined) await cluster.install(address, version);
    if (verb === 'stop' || verb === 'restart') await cluster.stop(address, 'TERM');
    if (verb === 'start' || verb === 'restart') await cluster.start(address);
    return { kind: 'succeeded', tail: [] };
  };
  return {
    run: (command) => {
      const result = known.get(command.id) ?? carryOut(command);
      known.set(command.id, result);
      return result;
    },
    isUp: ({ address }) => Promise.resolve(cluster.isUp(address) ? { up: true } : { up: false, why: 'not running' }),
  };
}
