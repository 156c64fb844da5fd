import type { ProcessVerb } from '../roll/act.js';
import type { ClusterPolicy } from '../roll/policy.js';
import type { ClusterConfig, ProcessConfig } from './config.js';

/** What the protocol needs to know of a configured cluster. */
export function toPolicy(cluster: ClusterConfig): ClusterPolicy {
  const verbs = procedureOf(cluster.processes);
  return {
    cluster: cluster.cluster,
    clusterName: cluster.clusterName,
    metas: cluster.metas,
    collectors: cluster.processes.collectors,
    approvals: cluster.approvals,
    onRestart: cluster.onRestart,
    whenWindowOpens: cluster.whenWindowOpens,
    timing: cluster.timing,
    drain: cluster.drain,
    mutation2pcMinReplicaCount: cluster.mutation2pcMinReplicaCount,
    minLiveNodes: cluster.minLiveNodes,
    livePercentage: cluster.livePercentage,
    commandsTellApart: tellApart(cluster.processes),
    procedure: { replica: verbs, meta: verbs, collector: verbs },
  };
}

/** Servers on one host are told apart by these placeholders, in each command that ends or starts a process. */
const ofOneServer = ['{port}', '{address}', '{index}'];
/** Those of different roles also by their role; two of them can have the same index. */
const ofOneRole = ['{role}', '{port}', '{address}'];

export function tellApart({ driver }: ProcessConfig): { readonly servers: boolean; readonly roles: boolean } {
  if (driver.kind === 'onebox') return { servers: true, roles: true };
  const commands = 'stop' in driver ? [driver.stop, driver.start] : [driver.restart];
  const all = (names: readonly string[]): boolean =>
    commands.every((command) => command.some((argument) => names.some((name) => argument.includes(name))));
  return { servers: all(ofOneServer), roles: all(ofOneRole) };
}

interface Verbs {
  readonly restart: readonly ProcessVerb[];
  readonly upgrade: readonly ProcessVerb[];
}

/**
 * A package is replaced while its process is down where stopping is a command of its own, and before
 * the restart where it is not. Without an install command no version can be asked for: the plan refuses it.
 */
function procedureOf({ driver, install }: ProcessConfig): Verbs {
  const stopsAndStarts = driver.kind === 'onebox' ? install !== undefined : 'stop' in driver;
  const restart: readonly ProcessVerb[] =
    driver.kind === 'command' && 'stop' in driver ? ['stop', 'start'] : ['restart'];
  if (install === undefined) return { restart, upgrade: restart };
  return { restart, upgrade: stopsAndStarts ? ['stop', 'install', 'start'] : ['install', 'restart'] };
}
