import { mapLimited } from '../../lib/map-limited.js';
import type { NodeAddress } from '../../roll/ids.js';
import type { FreeSpace } from '../../roll/observation.js';
import { methods, type ResponseOf } from '../../wire/methods.js';
import { inOneSentence, notRead } from '../shell/failure.js';
import { explain } from './call-failure.js';
import type { ConnectionPool } from './connection-pool.js';
import type { Deadline } from './deadline.js';

const { queryDiskInfo } = methods;

/** As long as the shell waits for one server. */
const patienceMs = 5_000;
/** Each answer names every replica of its server. */
const serversAtOnce = 20;

/**
 * Each server says itself what is free on its disks, and is not known where it does not: the reading stands, and the
 * plan says so (docs/pegasus.md, "Free disk space").
 */
export async function readFreeSpace(
  addresses: readonly NodeAddress[],
  connections: ConnectionPool,
  deadline: Deadline,
): Promise<Readonly<Record<string, FreeSpace>>> {
  const ask = async (address: NodeAddress) => {
    const answer = await connections
      .to(address)
      .call(queryDiskInfo, { node: undefined, appName: '' }, { deadline, timeoutMs: patienceMs });
    if (answer.ok) return [address, spaceOf(address, answer.value)] as const;
    const { failure } = explain(queryDiskInfo.task, address, answer.failure);
    return [address, notRead(inOneSentence(failure))] as const;
  };
  return Object.fromEntries(await mapLimited([...new Set(addresses)], serversAtOnce, ask));
}

function spaceOf(address: NodeAddress, { err, disks }: ResponseOf<typeof queryDiskInfo>): FreeSpace {
  const strange = (why: string): FreeSpace => notRead(`${address} answered \`${queryDiskInfo.task}\` ${why}`);
  if (err !== 'ERR_OK') return strange(`with ${err}`);
  const odd = disks.find(
    ({ capacityMb, availableMb }) => capacityMb <= 0 || availableMb < 0 || availableMb > capacityMb,
  );
  if (odd !== undefined) return strange(`with ${odd.availableMb} of ${odd.capacityMb} MB free on ${odd.tag}`);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const capacity = sum(disks.map(({ capacityMb }) => capacityMb));
  if (capacity === 0) return strange('and names no disk');
  // As the server rounds it when it decides whether it takes a copy.
  const share = (available: number, of: number): number => Math.round((available * 100) / of);
  return {
    kind: 'read',
    total: share(sum(disks.map(({ availableMb }) => availableMb)), capacity),
    least: Math.min(...disks.map(({ availableMb, capacityMb }) => share(availableMb, capacityMb))),
  };
}
