import { driverOf } from '../processes/registry.js';
import type { ClusterPolicy } from '../roll/policy.js';
import type { ClusterConfig } from './config.js';

/** What the protocol needs to know of a configured cluster. */
export function toPolicy(cluster: ClusterConfig): ClusterPolicy {
  const { driver: settings, install } = cluster.processes;
  const driver = driverOf(settings);
  const verbs = driver.procedure(settings, { install: install !== undefined });
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
    ...(cluster.versionRules.length === 0 ? {} : { versionRules: cluster.versionRules }),
    commandsTellApart: driver.tellsApart(settings),
    procedure: { replica: verbs, meta: verbs, collector: verbs },
  };
}
