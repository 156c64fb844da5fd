import { calendarOf } from '../../calendar/calendar-of.js';
import type { ClusterConfig } from '../../config/config.js';
import { toPolicy } from '../../config/policy.js';
import type { CheckedAccess } from '../../engine/check-access.js';
import { adapterOf } from '../../pegasus/registry.js';
import { checkParts, type PartMeans } from './parts.js';

/** A configured cluster, with all that is looked at of it. */
export const checkedAccess = (cluster: ClusterConfig, means: PartMeans): CheckedAccess => ({
  policy: toPolicy(cluster),
  admin: means.adminOf(cluster.admin),
  processes: means.processes,
  calendar: calendarOf(cluster),
  way: adapterOf(cluster.admin).title,
  parts: checkParts(cluster, means),
});
