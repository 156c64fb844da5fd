import type { GateScene } from './gate-scene.js';
import { block, pass, type GateVerdict } from './verdict.js';

/**
 * The level in force lets the meta work, and would still do so with one server less (SPEC T12): a frozen
 * meta refuses every configuration update while the server is away.
 */
export function notFrozen({ seen, policy }: GateScene): GateVerdict {
  if (seen.effectiveLevel !== 'steady' && seen.effectiveLevel !== 'lively') {
    return block('not-frozen', `the meta's level in force is ${seen.effectiveLevel}: it repairs nothing and refuses updates`);
  }
  const least = seen.freeze?.minLiveNodes ?? policy.minLiveNodes;
  const percentage = seen.freeze?.livePercentage ?? policy.livePercentage;
  const alive = seen.nodes.filter(({ status }) => status === 'alive').length;
  const left = alive - 1;
  const howTo = `lower it on the leader before the roll (from 2.4 on: HTTP /updateConfig?min_live_node_count_for_unfreeze=${Math.max(1, left)}) and set minLiveNodes in this cluster's configuration accordingly`;
  if (left < least) {
    return block('not-frozen', `with one of ${alive} servers away ${left} would be left, and below min_live_node_count_for_unfreeze = ${least} the meta freezes: ${howTo}`, { lasting: true });
  }
  if (left * 100 < percentage * seen.nodes.length) {
    return block('not-frozen', `with one server away ${left} of ${seen.nodes.length} would be left, and below meta.live_percentage = ${percentage} the meta freezes`, { lasting: true });
  }
  return pass('not-frozen');
}
