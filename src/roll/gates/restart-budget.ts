import type { NodeAddress } from '../ids.js';
import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

/**
 * From this many starts on, each soon after the one before, the meta ignores a replica server
 * (docs/pegasus.md, "Quick restarts").
 */
export const unstableStarts = 5;
export const stableAfterMs = 600_000;

/** Another start of this server would not make the meta ignore it. Counts every start that this bot made or saw. */
export function restartBudget({ restarts, now }: GateInput, node: NodeAddress): GateVerdict {
  const times = restarts
    .filter(({ address }) => address === node)
    .map(({ at }) => at)
    .sort((left, right) => right - left);
  let chain = 0;
  let later = now;
  for (const at of times) {
    if (later - at >= stableAfterMs) break;
    chain += 1;
    later = at;
  }
  if (chain + 1 < unstableStarts) return pass('restart-budget');
  const until = (times[0] ?? now) + stableAfterMs;
  return block('restart-budget', { code: 'started-too-often', node, starts: chain, until }, { nodes: [node] });
}
