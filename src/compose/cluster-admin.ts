import { allowedHosts, type HostRule } from '../config/allowed-hosts.js';
import type { ClusterConfig } from '../config/config.js';
import type { Clock } from '../lib/clock.js';
import type { Log } from '../lib/log.js';
import type { ClusterAdmin } from '../pegasus/cluster-admin.js';
import { createClusterAdmin, type AdminSettings } from '../pegasus/registry.js';

type Reached = Pick<ClusterConfig, 'metas' | 'processes' | 'allowedHosts'>;

/** The rule of `allowedHosts`; undefined where the configuration has none. */
export const hostRule = ({ metas, processes, allowedHosts: entries }: Reached): HostRule | undefined =>
  entries === undefined ? undefined : allowedHosts(entries, [...metas, ...processes.collectors]);

/** How a cluster is reached, in the way that `settings` says. */
export function clusterAdmin(cluster: Reached, settings: AdminSettings, clock: Clock, log: Log): ClusterAdmin {
  const allows = hostRule(cluster);
  return createClusterAdmin(settings, {
    metas: cluster.metas,
    clock,
    log,
    ...(allows === undefined ? {} : { allows }),
  });
}
