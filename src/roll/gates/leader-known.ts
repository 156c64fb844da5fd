import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

/**
 * The cluster that answers is the one the configuration means. (That a leader answers at all shows in there being an
 * observation.)
 */
export function leaderKnown({ seen, policy }: GateInput): GateVerdict {
  if (policy.clusterName === undefined || policy.clusterName === seen.clusterName) return pass('leader-known');
  const answer =
    seen.clusterName === undefined
      ? 'the metas do not say which cluster they are of (before Pegasus 2.3 none do)'
      : `the metas answer for cluster "${seen.clusterName}"`;
  return block('leader-known', `${answer}, the configuration says "${policy.clusterName}"`, { lasting: true });
}
