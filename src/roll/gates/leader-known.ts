import type { GateScene } from './gate-scene.js';
import { block, pass, type GateVerdict } from './verdict.js';

/** The cluster that answers is the one the configuration means. (That a leader answers at all shows in there being an observation.) */
export function leaderKnown({ seen, policy }: GateScene): GateVerdict {
  if (policy.clusterName !== undefined && seen.clusterName !== undefined && seen.clusterName !== policy.clusterName) {
    return block('leader-known', `the metas answer for cluster "${seen.clusterName}", the configuration says "${policy.clusterName}"`, { lasting: true });
  }
  return pass('leader-known');
}
