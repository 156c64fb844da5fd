import type { AdminConfig } from '../config/config.js';
import type { Clock } from '../lib/clock.js';
import type { Log } from '../lib/log.js';
import type { ClusterAdmin } from '../pegasus/cluster-admin.js';
import { createNativeAdmin } from '../pegasus/native/native-admin.js';
import { createShellAdmin } from '../pegasus/shell/shell-admin.js';
import type { NodeAddress } from '../roll/ids.js';

/** How a cluster is reached, in the way its configuration says. */
export function clusterAdmin(admin: AdminConfig, metas: readonly NodeAddress[], clock: Clock, log: Log): ClusterAdmin {
  return admin.kind === 'native' ? createNativeAdmin({ metas, clock, log }) : createShellAdmin({ home: admin.home, metas, clock, log });
}
