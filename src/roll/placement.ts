import type { PrimaryMove } from './act.js';
import type { Gpid, NodeAddress } from './ids.js';
import type { Partition } from './observation.js';

/** What decides who is to lead next what a server leads that is emptied. */
export interface Placement {
  /** The server that is emptied. */
  readonly from: NodeAddress;
  readonly alive: ReadonlySet<NodeAddress>;
  /** Servers that this run has finished with. */
  readonly rolled: ReadonlySet<NodeAddress>;
  /** How many partitions each server leads now. */
  readonly leads: ReadonlyMap<NodeAddress, number>;
  /** How much more than its fair share a server may lead, in percent. */
  readonly slack: number;
  /** Who led a partition when the run began, and is to lead it again at its end; undefined: nobody in particular. */
  readonly goesBackTo: (partition: Gpid) => NodeAddress | undefined;
}

/**
 * How many partitions a server may lead: its share of all, by the servers that can lead while this one is emptied, and
 * the slack on top; both rounded up.
 */
export function mostToLead({ from, alive, leads, slack }: Placement): number {
  const servers = [...alive].filter((address) => address !== from).length;
  const all = [...leads.values()].reduce((sum, primaries) => sum + primaries, 0);
  return servers === 0 ? 0 : Math.ceil((Math.ceil(all / servers) * (100 + slack)) / 100);
}

/**
 * To a live secondary each: servers already rolled first (what goes there does not move for another server), of those
 * to the one that led it before the run, then to the one leading least. A server that leads all it may gets more only
 * where no other can take it. What has nowhere to go is left out.
 */
export function newPrimaries(led: readonly Partition[], placement: Placement): readonly PrimaryMove[] {
  const { from, alive, rolled, goesBackTo } = placement;
  const leads = new Map(placement.leads);
  const most = mostToLead(placement);
  return led.flatMap(({ gpid, secondaries }) => {
    const before = goesBackTo(gpid);
    const rank = (address: NodeAddress): readonly number[] => {
      const primaries = leads.get(address) ?? 0;
      const goodFor = rolled.has(address) ? (address === before ? 2 : 1) : 0;
      return [primaries < most ? goodFor : -1, -primaries];
    };
    const [to] = secondaries
      .filter((address) => alive.has(address) && address !== from)
      .map((address) => ({ address, rank: rank(address) }))
      .sort((left, right) => compare(right.rank, left.rank));
    if (to === undefined) return [];
    leads.set(to.address, (leads.get(to.address) ?? 0) + 1);
    return [{ gpid, from, to: to.address }];
  });
}

function compare(left: readonly number[], right: readonly number[]): number {
  const differs = left.findIndex((each, place) => each !== right[place]);
  return differs < 0 ? 0 : (left[differs] ?? 0) - (right[differs] ?? 0);
}
