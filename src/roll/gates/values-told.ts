import { wasLeftDown } from '../continuation.js';
import type { PlanTarget } from '../plan.js';
import { valueSeen } from '../stale.js';
import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

type Asked = Pick<PlanTarget, 'role' | 'address' | 'otherNames'>;

/**
 * Of each of these servers it is known that it does not have the value that the run is to bring: one of which it is not
 * known may have it, and would be restarted for nothing. One that an earlier run has left down is to be started in any
 * case. Undefined where no value is asked for.
 */
export function valuesTold({ seen, options }: GateInput, targets: readonly Asked[]): GateVerdict | undefined {
  const { stale, continues } = options;
  if (stale === undefined) return undefined;
  const untold = targets.flatMap((target) => {
    if (continues !== undefined && wasLeftDown(continues, target)) return [];
    const value = valueSeen(stale, seen.flags?.[target.address]);
    return value.kind === 'not-told' ? [{ node: target.address, ...value }] : [];
  });
  if (untold.length === 0) return pass('values-told');
  const nodes = untold.map(({ node }) => node);
  const reason = { code: 'values-not-told', ...stale, nodes, whys: untold.map(({ why }) => why) } as const;
  return block('values-told', reason, { nodes, lasting: untold.some(({ lasting }) => lasting) });
}
