import { inWords, settleRule } from '../monitors/settings.js';
import { driverOf } from '../processes/registry.js';
import { hookVerbs } from '../roll/act.js';
import type { ClusterPolicy } from '../roll/policy.js';
import type { ClusterConfig } from './config.js';

/** What the protocol needs to know of a configured cluster. */
export function toPolicy(cluster: ClusterConfig): ClusterPolicy {
  const { driver: settings, install, hooks = {} } = cluster.processes;
  const ownHooks = hookVerbs.filter((verb) => hooks[verb] !== undefined);
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
    placementSlack: cluster.placement.slack,
    diskSpace: cluster.diskSpace,
    ...(cluster.versionRules.length === 0 ? {} : { versionRules: cluster.versionRules }),
    ...(driver.replaceable === undefined ? {} : { asksDriver: true }),
    commandsTellApart: driver.tellsApart(settings),
    ...(cluster.alerts?.block === undefined ? {} : { alerts: inWords(cluster.alerts.block) }),
    ...(cluster.alerts?.silence === undefined ? {} : { silences: inWords(cluster.alerts.silence) }),
    ...(cluster.settle === undefined ? {} : { settle: settleRule(cluster.settle) }),
    ...(ownHooks.length === 0 ? {} : { hooks: ownHooks }),
    procedure: { replica: verbs, meta: verbs, collector: verbs },
  };
}
