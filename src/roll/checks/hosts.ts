import { hostOf } from '../ids.js';
import { allPartitions, members } from '../members.js';
import type { Observation } from '../observation.js';
import { resultsOf, type CheckResult } from './result.js';

/**
 * Replica servers that share a machine. That commands cannot tell them apart is the gate `shared-host`'s to say; the
 * meta knows no machines, and may have put several copies of a partition on one.
 */
export function hosts(seen: Observation): readonly CheckResult[] {
  const result = resultsOf('hosts');
  const counts = new Map<string, number>();
  for (const { address } of seen.nodes) counts.set(hostOf(address), (counts.get(hostOf(address)) ?? 0) + 1);
  const shared = [...counts].filter(([, count]) => count > 1);
  if (shared.length === 0) return [result('ok', { code: 'one-server-a-machine' })];
  const together = allPartitions(seen).flatMap(({ partition }) => {
    const there = members(partition).map(hostOf);
    const twice = there.find((host, place) => there.indexOf(host) !== place);
    return twice === undefined ? [] : [twice];
  });
  return [
    result('note', {
      code: 'servers-on-one-machine',
      hosts: shared.map(([host]) => host),
      counts: shared.map(([, count]) => count),
    }),
    ...(together.length === 0
      ? []
      : [
          result(
            'warn',
            { code: 'copies-on-one-machine', hosts: [...new Set(together)], partitions: together.length },
            { code: 'do-spread-servers' },
          ),
        ]),
  ];
}
