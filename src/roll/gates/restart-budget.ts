import type { NodeAddress } from '../ids.js';
import type { GateScene } from './gate-scene.js';
import { block, pass, type GateVerdict } from './verdict.js';

/** From this many starts on, each soon after the one before, the meta ignores a replica server (SPEC T13). */
const unstableStarts = 5;
const stableAfterMs = 600_000;

/** Another start of this server would not make the meta ignore it. Counts the restarts this bot knows of. */
export function restartBudget({ restarts, now }: GateScene, node: NodeAddress): GateVerdict {
  const times = restarts.filter(({ address }) => address === node).map(({ at }) => at).sort((left, right) => right - left);
  let chain = 0;
  let later = now;
  for (const at of times) {
    if (later - at >= stableAfterMs) break;
    chain += 1;
    later = at;
  }
  if (chain + 1 < unstableStarts) return pass('restart-budget');
  const minutes = Math.ceil((stableAfterMs - (now - (times[0] ?? now))) / 60_000);
  return block('restart-budget', `${node} was restarted ${chain} times in a row, each within 10 minutes: after another one the meta would ignore it for 10 minutes. Wait ${minutes} min`, { nodes: [node] });
}
