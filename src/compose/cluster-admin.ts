import { allowedHosts } from '../config/allowed-hosts.js';
import type { AdminConfig, ClusterConfig } from '../config/config.js';
import type { Clock } from '../lib/clock.js';
import type { Log } from '../lib/log.js';
import { onAllowedHosts } from '../pegasus/allowed-hosts.js';
import type { ClusterAdmin } from '../pegasus/cluster-admin.js';
import { createNativeAdmin } from '../pegasus/native/native-admin.js';
import { createShellAdmin } from '../pegasus/shell/shell-admin.js';
import { hostOf } from '../roll/ids.js';

type Reached = Pick<ClusterConfig, 'metas' | 'processes' | 'allowedHosts'>;

/** The rule of `allowedHosts`; undefined where the configuration has none. */
export const hostRule = ({
  metas,
  processes,
  allowedHosts: entries,
}: Reached): ReturnType<typeof allowedHosts> | undefined =>
  entries === undefined ? undefined : allowedHosts(entries, [...metas, ...processes.collectors]);

/** How a cluster is reached, in the way its configuration says. */
export function clusterAdmin(cluster: Reached, admin: AdminConfig, clock: Clock, log: Log): ClusterAdmin {
  const { metas } = cluster;
  const allows = hostRule(cluster);
  if (admin.kind === 'native') {
    const configured = new Set(metas.map(hostOf));
    const native = createNativeAdmin({ metas, clock, log, mayAsk: allows ?? ((meta) => configured.has(hostOf(meta))) });
    return allows === undefined ? native : onAllowedHosts(native, allows);
  }
  const shell = createShellAdmin({
    home: admin.home,
    metas,
    clock,
    log,
    ...(allows === undefined ? {} : { mayAsk: allows }),
  });
  return allows === undefined ? shell : onAllowedHosts(shell, allows);
}
