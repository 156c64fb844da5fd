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
    procedure: { replica: verbs, meta: verbs, collector: verbs },
  };
}

interface Verbs {
  readonly restart: readonly ProcessVerb[];
  readonly upgrade: readonly ProcessVerb[];
}

/**
 * A package is replaced while its process is down where stopping is a command of its own, and before
 * the restart where it is not. Without an install command the package is somebody else's matter: the
 * run still proves that the new version came back.
 */
function procedureOf({ driver, install }: ProcessConfig): Verbs {
  const stopsAndStarts = driver.kind === 'onebox' ? install !== undefined : 'stop' in driver;
  const restart: readonly ProcessVerb[] = driver.kind === 'command' && 'stop' in driver ? ['stop', 'start'] : ['restart'];
  if (install === undefined) return { restart, upgrade: restart };
  return { restart, upgrade: stopsAndStarts ? ['stop', 'install', 'start'] : ['install', 'restart'] };
}
