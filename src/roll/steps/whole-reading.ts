import type { Role } from '../ids.js';
import type { Observation } from '../observation.js';
import type { ClusterPolicy } from '../policy.js';

/**
 * Whether a reading has all that the gates of a server look at: one that was made for another step does not.
 * @param begins before it is touched; not in its last look
 */
export const isWholeForGates = (
  role: Role,
  seen: Observation,
  { alerts }: Pick<ClusterPolicy, 'alerts'>,
  begins: boolean,
): boolean =>
  (role !== 'replica' || seen.ddd !== undefined) && (!begins || alerts === undefined || seen.alerts !== undefined);
