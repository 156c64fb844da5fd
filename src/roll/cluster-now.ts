import { shortages } from './fullness.js';
import { aliveNodes } from './members.js';
import type { Message } from './message.js';
import type { Observation } from './observation.js';
import type { TargetProgress } from './progress.js';

/** How the cluster is as a whole. */
export function clusterNow(seen: Observation): Message {
  const dead = seen.nodes.filter(({ status }) => status !== 'alive').map(({ address }) => address);
  const short = shortages(seen).length;
  const { leftOut = [] } = seen;
  if (dead.length === 0 && short === 0)
    return leftOut.length === 0 ? { code: 'all-well' } : { code: 'well-but-for', nodes: leftOut };
  return {
    code: 'clauses',
    of: [
      ...(dead.length === 0 ? [] : [{ code: 'not-alive', nodes: dead } as const]),
      ...(short === 0 ? [] : [{ code: 'miss-copies', partitions: short } as const]),
    ],
  };
}

/** After a second failure: the server being rolled may still be away. */
export function writableNow(seen: Observation, target: TargetProgress | undefined): Message {
  const away = target?.processDown === true && !aliveNodes(seen).has(target.address);
  const short = shortages(seen).length;
  if (!away && short === 0) return clusterNow(seen);
  return { code: 'writable', others: away, short };
}
