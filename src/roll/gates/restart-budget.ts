import type { NodeAddress } from '../ids.js';
import type { GateInput } from './gate-input.js';
import { block, pass, type GateVerdict } from './verdict.js';

/**
 * From this many starts on, each soon after the one before, the meta ignores a replica server
 * (docs/pegasus.md, "Quick restarts").
 */
const unstableStarts = 5;
const stableAfterMs = 600_000;

/** Why servers whose process answers may not be ALIVE, and what cures it. Nothing when there are none. */
export function maybeIgnored(servers: readonly NodeAddress[]): readonly string[] {
  if (servers.length === 0) return [];
  const [it, its] = servers.length === 1 ? ['it', 'its'] : ['them', 'their'];
  const runs = servers.length === 1 ? 'the process runs' : 'the processes run';
  return [
    `${runs} and answer${servers.length === 1 ? 's' : ''}: the meta may be ignoring ${it} after ${unstableStarts} quick starts (unstable restart). Leave ${it} running for 10 minutes without another start, or restart the leading meta, which forgets ${its} starts`,
  ];
}

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
  const minutes = Math.ceil((stableAfterMs - (now - (times[0] ?? now))) / 60_000);
  return block(
    'restart-budget',
    `${node} was started ${chain} times in a row, each within 10 minutes of the one before: after another one the meta would ignore it for 10 minutes. Wait ${minutes} min`,
    { nodes: [node] },
  );
}
