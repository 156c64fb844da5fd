import { alwaysOpen } from '../roll/calendar.js';
import type { Context } from '../roll/decision.js';
import type { ClusterRecords } from './cluster-records.js';
import type { ClusterAccess, EngineDeps } from './deps.js';

/** What a decision may look at now, besides its run and its input. */
export function contextOf(
  access: ClusterAccess,
  clusterRecords: ClusterRecords,
  { clock, store }: Pick<EngineDeps, 'clock' | 'store'>,
): Context {
  const { restarts, lock } = clusterRecords.record();
  const now = clock.now();
  const { givenBackAt } = store.reserve;
  return {
    now,
    policy: access.policy,
    restarts,
    lock,
    calendar: access.calendar?.(now) ?? alwaysOpen,
    ...(givenBackAt === undefined ? {} : { shortOfRoom: givenBackAt }),
  };
}
