import type { ClusterAct } from './act.js';
import type { NodeAddress } from './ids.js';
import type { Message } from './message.js';
import type { Observation } from './observation.js';
import type { Plan } from './plan.js';

/**
 * One reading in the names that the plan has for its servers. A leader of another version lists `host:port` where the
 * plan has `ip:port`; to the steps each server has one name, for as long as the run lasts.
 */
export interface PlannedNames {
  readonly seen: Observation;
  /** An act in the leader's own names. */
  readonly inItsNames: (act: ClusterAct) => ClusterAct;
  /**
   * The reading has a server by a name that the plan does not have, and lacks one of the plan: ask for the other names.
   */
  readonly asksForMore: boolean;
}

export function inPlannedNames(seen: Observation, plan: Plan): PlannedNames {
  const listed = new Set<NodeAddress>([...seen.nodes.map(({ address }) => address), ...seen.metas, seen.leader]);
  const planned = new Set<NodeAddress>(
    [...plan.targets, ...plan.skipped].filter(({ role }) => role !== 'collector').map(({ address }) => address),
  );
  const strangers = [...listed].filter((address) => !planned.has(address));
  const missing = plan.targets.filter(({ role, address }) => role !== 'collector' && !listed.has(address));
  const missed = [
    ...missing,
    ...plan.skipped.filter(({ role, address }) => role !== 'collector' && !listed.has(address)),
  ];
  if (strangers.length === 0 || missed.length === 0) return { seen, inItsNames: (act) => act, asksForMore: false };

  const toPlanned = pairs(strangers, missed, seen.otherNames ?? {});
  const found = new Set(toPlanned.values());
  const asksForMore = seen.otherNames === undefined && missing.some(({ address }) => !found.has(address));
  if (toPlanned.size === 0) return { seen, inItsNames: (act) => act, asksForMore };
  const toListed = new Map([...toPlanned].map(([theirs, ours]) => [ours, theirs]));
  return {
    seen: renamed(seen, nameBy(toPlanned)),
    inItsNames: (act) => renamedAct(act, nameBy(toListed)),
    asksForMore,
  };
}

type Rename = (address: NodeAddress) => NodeAddress;

const nameBy =
  (names: ReadonlyMap<NodeAddress, NodeAddress>): Rename =>
  (address) =>
    names.get(address) ?? address;

/** Who is whom, where each is the only one that the other can be. */
function pairs(
  strangers: readonly NodeAddress[],
  missed: readonly { readonly address: NodeAddress; readonly otherNames?: readonly NodeAddress[] }[],
  otherNames: Readonly<Record<string, readonly NodeAddress[]>>,
): ReadonlyMap<NodeAddress, NodeAddress> {
  const same = strangers.flatMap((stranger) => {
    const theirs = [stranger, ...(otherNames[stranger] ?? [])];
    return missed
      .filter((ours) => [ours.address, ...(ours.otherNames ?? [])].some((name) => theirs.includes(name)))
      .map(({ address }) => [stranger, address] as const);
  });
  const once = (place: 0 | 1, name: NodeAddress): boolean => same.filter((pair) => pair[place] === name).length === 1;
  return new Map(same.filter(([stranger, address]) => once(0, stranger) && once(1, address)));
}

function renamed(seen: Observation, name: Rename): Observation {
  return {
    ...seen,
    leader: name(seen.leader),
    metas: seen.metas.map(name),
    nodes: seen.nodes.map((node) => ({ ...node, address: name(node.address) })),
    tables: seen.tables.map((table) => ({
      ...table,
      partitions: table.partitions.map((partition) => ({
        ...partition,
        primary: partition.primary === undefined ? undefined : name(partition.primary),
        secondaries: partition.secondaries.map(name),
      })),
    })),
  };
}

/** What is sent to the leader has its names; what is sent to a process goes where it always went. */
function renamedAct(act: ClusterAct, name: Rename): ClusterAct {
  switch (act.kind) {
    case 'set-level':
    case 'set-assign-delay':
    case 'set-add-secondary-max':
    case 'set-flow-control':
      return { ...act, leader: name(act.leader) };
    case 'set-min-live-nodes':
      return { ...act, meta: name(act.meta) };
    case 'move-primaries':
      return {
        ...act,
        leader: name(act.leader),
        moves: act.moves.map(({ gpid, from, to }) => ({ gpid, from: name(from), to: name(to) })),
      };
    case 'downgrade-secondaries':
    case 'drain': {
      const downgrades = act.downgrades.map(({ gpid, primary, node }) => ({
        gpid,
        primary: name(primary),
        node: name(node),
      }));
      if (act.kind === 'downgrade-secondaries') return { ...act, leader: name(act.leader), downgrades };
      return {
        ...act,
        leader: name(act.leader),
        downgrades,
        handovers: act.handovers.map(({ gpid, from, to }) => ({ gpid, from: name(from), to: name(to) })),
      };
    }
    case 'close-replicas':
    case 'flush-log':
      return act;
  }
}

/**
 * Whether the leader lists this replica server at all. What it does not list is neither empty nor full: nothing is
 * known.
 */
export const isListed = ({ nodes }: Observation, server: NodeAddress): boolean =>
  nodes.some(({ address }) => address === server);

/** Replica servers that the leader lists and the plan does not have. */
export function strangersTo({ targets, skipped }: Plan, { nodes }: Observation): readonly NodeAddress[] {
  const known = new Set([...targets, ...skipped].map(({ address }) => address));
  return nodes.map(({ address }) => address).filter((address) => !known.has(address));
}

/** Why nothing can be said of a server that the leader does not list, and what to do about it. */
export function whyUnlisted(plan: Plan, seen: Observation, server: NodeAddress): Message {
  return { code: 'unlisted', leader: seen.leader, node: server, strangers: strangersTo(plan, seen) };
}
