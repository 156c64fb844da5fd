import type { DataAnswer, DataRequest, Reply } from '../servers.js';
import type { Partition } from './catalogue.js';
import { reach } from './meta-requests.js';
import { min2pc } from './settings.js';
import { ableHost, type World } from './world.js';

/** What a storage engine says of a key that it does not have. */
const notFound = 1;

/** What a partition holds. Copies are not simulated one by one: what was acknowledged, each of them has. */
const contents = new WeakMap<Partition, Map<string, string>>();

/**
 * A put or a get, as the server that was asked answers it (docs/pegasus.md, "Reads and writes"): only the primary, and
 * a write only with enough copies in its configuration. While a primary waits for the meta it answers nothing.
 */
export function clientRequest(world: World, address: string, asked: DataRequest): Reply<DataAnswer> {
  const unreached = reach(world, address);
  if (unreached !== undefined) return unreached;
  const partition = world.catalogue.find(asked.appId, asked.index);
  const replica = partition === undefined ? undefined : ableHost(world, address)?.replicas.get(partition);
  if (partition === undefined || replica?.place !== 'serving') return refused('ERR_OBJECT_NOT_FOUND');
  if (replica.status !== 'primary' || partition.primary !== address) return refused('ERR_INVALID_STATE');
  if (world.waiting.has(partition)) return { kind: 'hangs' };
  const held = contents.get(partition) ?? new Map<string, string>();
  contents.set(partition, held);
  if (asked.value === undefined) {
    const value = held.get(asked.key);
    return { kind: 'answer', value: { error: value === undefined ? notFound : 0, value: value ?? '' } };
  }
  if (partition.secondaries.length + 1 < min2pc(world.config, partition.table.replicas))
    return refused('ERR_NOT_ENOUGH_MEMBER');
  held.set(asked.key, asked.value);
  return { kind: 'answer', value: { error: 0, value: '' } };
}

const refused = (err: string): Reply<DataAnswer> => ({ kind: 'answer', value: { err } });
