import { assertNever } from '../lib/assert-never.js';
import type { ClusterAct } from '../roll/act.js';
import { members } from '../roll/members.js';
import type { Observation } from '../roll/observation.js';
import { askedServers } from './asked-servers.js';
import type { ClusterAdmin } from './cluster-admin.js';
import { failed } from './shell/failure.js';

/** Why a server is not believed in; the same words wherever it is met. */
export const strangerWords = (address: string): string =>
  `${address} is not on a host of allowedHosts. If it belongs to the cluster, add its host there; if ` +
  'not, somebody else answers as a meta of this cluster';

/**
 * A cluster of which only allowed hosts are believed. Whoever answers as the leader says which servers there are, and
 * what it says ends in connections and in commands. So a reading that names any other host fails as a whole, and no
 * other host is asked for anything.
 */
export function onAllowedHosts(admin: ClusterAdmin, allows: (address: string) => boolean): ClusterAdmin {
  const stranger = (addresses: readonly string[]): string | undefined => addresses.find((address) => !allows(address));
  return {
    async observe(look, signal) {
      const asked = stranger(askedServers(look));
      if (asked !== undefined) return failed('refused', `Not asked: ${strangerWords(asked)}.`);
      const reading = await admin.observe(look, signal);
      if (!reading.ok) return reading;
      const named = stranger(namedIn(reading.value));
      return named === undefined
        ? reading
        : failed(
            'refused',
            `The leader ${reading.value.leader} names a server that is not allowed, so nothing that it ` +
              `says counts: ${strangerWords(named)}.`,
            [named],
          );
    },
    perform(act, signal) {
      const named = stranger(servers(act));
      return named === undefined
        ? admin.perform(act, signal)
        : Promise.resolve(failed('refused', `Not sent: ${strangerWords(named)}.`));
    },
  };
}

function namedIn({ leader, metas, nodes, tables }: Observation): readonly string[] {
  return [
    ...new Set([
      leader,
      ...metas,
      ...nodes.map(({ address }) => address),
      ...tables.flatMap(({ partitions }) => partitions.flatMap(members)),
    ]),
  ];
}

function servers(act: ClusterAct): readonly string[] {
  switch (act.kind) {
    case 'set-level':
    case 'set-assign-delay':
    case 'set-add-secondary-max':
    case 'set-flow-control':
      return [act.leader];
    case 'set-min-live-nodes':
      return [act.meta];
    case 'move-primaries':
      return [act.leader, ...act.moves.flatMap(({ from, to }) => [from, to])];
    case 'downgrade-secondaries':
      return [act.leader, ...act.downgrades.flatMap(({ primary, node }) => [primary, node])];
    case 'drain':
      return [
        act.leader,
        ...act.handovers.flatMap(({ from, to }) => [from, to]),
        ...act.downgrades.flatMap(({ primary, node }) => [primary, node]),
      ];
    case 'close-replicas':
    case 'flush-log':
      return [act.node];
    default:
      return assertNever(act);
  }
}
