import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

/**
 * The cluster that answers is the one the configuration means. (That a leader answers at all shows in there being an
 * observation.)
 */
export function leaderKnown({ seen, policy }: GateInput): GateVerdict {
  if (policy.clusterName === undefined || policy.clusterName === seen.clusterName) return pass('leader-known');
  return block(
    'leader-known',
    { code: 'other-cluster-answers', said: seen.clusterName, configured: policy.clusterName },
    { lasting: true },
  );
}
