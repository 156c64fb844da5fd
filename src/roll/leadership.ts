import type { NodeAddress } from './ids.js';
import type { Message } from './message.js';
import type { Observation } from './observation.js';

/** How many partitions a replica server leads. */
export interface ServerLead {
  readonly address: NodeAddress;
  readonly primaries: number;
}

/** Partitions whose primary was another one than before the run. */
export interface LeadershipRestored {
  /** Moved back. */
  readonly moved: number;
  /** Not moved, though they could have been; absent: nobody has looked. */
  readonly left?: number;
  /** The server that led them has no copy of them any more, or is not ALIVE. */
  readonly gone: number;
  /** Why it was given up; absent: there was nothing left to move. */
  readonly why?: Message;
}

/** By server, in the cluster's order; of those only that are ALIVE: a dead one leads nothing whatever is balanced. */
export const leadershipOf = ({ nodes }: Observation): readonly ServerLead[] =>
  nodes.filter(({ status }) => status === 'alive').map(({ address, primaries }) => ({ address, primaries }));

/** What `isUneven` needs to know of the cluster besides. */
export const tableCount = ({ tables }: Observation): number =>
  tables.filter(({ status }) => status === 'AVAILABLE').length;

/**
 * Whether balancing would move much. The meta balances each table by itself, to one primary more or less on a server:
 * what remains adds up to one for each table at most. With many tables a server that leads less than half of its share
 * counts, too.
 */
export function isUneven(led: readonly ServerLead[], tables: number): boolean {
  if (led.length < 2) return false;
  const primaries = led.map((each) => each.primaries);
  const [least, most] = [Math.min(...primaries), Math.max(...primaries)];
  const share = primaries.reduce((sum, each) => sum + each, 0) / led.length;
  return most - least > Math.max(1, tables) || (share >= 2 && least * 2 < share);
}
