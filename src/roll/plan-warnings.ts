import type { Message } from './message.js';
import type { Observation } from './observation.js';
import type { PlanTarget } from './plan.js';
import type { ClusterPolicy } from './policy.js';
import { spaceWarnings } from './space-warnings.js';

/** What is lacking or under way and does not block: told in the plan, and what is not known is told, too. */
export function planWarnings(
  seen: Observation,
  targets: readonly PlanTarget[],
  policy: Pick<ClusterPolicy, 'diskSpace'>,
): readonly Message[] {
  const planned = targets.flatMap(({ role, address }) => (role === 'replica' ? [address] : []));
  if (planned.length === 0) return [];
  return [
    ...ofBlackList(seen),
    ...spaceWarnings(seen, planned, policy),
    ...ofDuplication(seen),
    ...ofBackups(seen),
    ...ofBulkLoads(seen),
  ];
}

const ofBlackList = ({ blackList }: Observation): readonly Message[] =>
  blackList?.kind === 'not-told' ? [{ code: 'black-list-not-told' }] : [];

/** A restart stalls it only for as long as primaries move, so it does not block. */
function ofDuplication({ tables }: Observation): readonly Message[] {
  const available = tables.filter(({ status }) => status === 'AVAILABLE');
  const duplicated = available.filter(({ duplicating }) => duplicating === true).map(({ name }) => name);
  return [
    ...(duplicated.length === 0 ? [] : [{ code: 'tables-duplicated' as const, tables: duplicated }]),
    ...(available.some(({ duplicating }) => duplicating === undefined)
      ? [{ code: 'duplication-unknown' as const }]
      : []),
  ];
}

/** It goes on at the new primaries, from its beginning for each of them, so it does not block. */
function ofBackups({ backups, tables }: Observation): readonly Message[] {
  if (backups === undefined) return [{ code: 'backups-unknown' }];
  if (backups.kind === 'not-understood') return [{ code: 'backups-unknown', said: backups.message }];
  const names = tables.filter(({ id, status }) => status === 'AVAILABLE' && backups.tables.includes(id));
  return names.length === 0 ? [] : [{ code: 'tables-backed-up', tables: names.map(({ name }) => name) }];
}

/** A bulk load that is known blocks (`gates/partitions-full.ts`). */
function ofBulkLoads({ bulkLoads }: Observation): readonly Message[] {
  const { unknown = [], notAsked = [] } = bulkLoads ?? {};
  const [first] = unknown;
  return [
    ...(first === undefined
      ? []
      : [{ code: 'bulk-loads-unknown' as const, tables: unknown.map(({ table }) => table), said: first.why }]),
    ...(notAsked.length === 0 ? [] : [{ code: 'bulk-loads-not-asked' as const, tables: notAsked }]),
  ];
}
