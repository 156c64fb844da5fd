import type { FlagValue } from '../servers.js';
import { speaksNewer, type ServerProcess } from './server-process.js';
import type { ConfigFile } from './settings.js';
import type { SimulatedTiming } from './timing.js';

/** The one flag that an operator changes on a live cluster of three servers. */
export const minLiveNodesFlag = 'min_live_node_count_for_unfreeze';
export const reservedDroppedFlag = 'max_reserved_dropped_replicas';

/** A flag as both generations know it; where they differ, the newer one's word comes second. */
interface Flag {
  readonly name: string;
  readonly section: 'meta_server' | 'replication' | 'pegasus.server';
  readonly type: readonly [older: string, newer: string];
  readonly mutable: boolean;
  readonly description: readonly [older: string, newer: string];
  readonly value: (file: ConfigFile, timing: SimulatedTiming, clusterName: string) => number | string | boolean;
}

const flag = (
  name: string,
  section: Flag['section'],
  type: string,
  description: string,
  value: Flag['value'],
  newer: { readonly type?: string; readonly description?: string } = {},
): Flag => ({
  name,
  section,
  type: [type, newer.type ?? type],
  mutable: false,
  description: [description, newer.description ?? description],
  value,
});
const mutable = (one: Flag): Flag => ({ ...one, mutable: true });

/** Those of some 250 flags that the simulation knows, with the texts of real servers, sorted by name. */
const flags: readonly Flag[] = [
  flag(
    'add_secondary_enable_flow_control',
    'meta_server',
    'FV_BOOL',
    'enable flow control for add secondary proposal',
    ({ flowControl }) => flowControl,
  ),
  flag(
    'add_secondary_max_count_for_one_node',
    'meta_server',
    'FV_INT32',
    'add secondary max count for one node when flow control enabled',
    ({ addSecondaryMax }) => addSecondaryMax,
  ),
  flag(
    'checkpoint_interval_seconds',
    'replication',
    'FV_INT32',
    'every what period (seconds) we do checkpoints for replicated apps',
    () => 300,
    {
      description:
        'The interval in seconds to attempt to generate replica checkpoints. Note that the checkpoint may not be generated when attempt',
    },
  ),
  flag('cluster_name', 'replication', 'FV_STRING', 'name of this cluster', (_file, _timing, name) => name, {
    description: 'The name of this cluster',
  }),
  flag(
    'cluster_root',
    'meta_server',
    'FV_STRING',
    'The root of the cluster meta state service to be stored on remote storage',
    (_file, _timing, name) => `/pegasus/${name}`,
    {
      description:
        'The root of the cluster meta state service to be stored on remote storage. Different meta servers in the same cluster need to be configured with the same value, while different clusters using different values if they share the same remote storage',
    },
  ),
  flag(
    'gc_memory_replica_interval_ms',
    'replication',
    'FV_INT32',
    'after closing a healthy replica (due to LB), the replica will remain in memory for this long (ms) for quick recover',
    (_file, { gcReplicaMs }) => gcReplicaMs,
    {
      description:
        "The milliseconds of a replica remain in memory for quick recover aim after it's closed in healthy state (due to LB)",
    },
  ),
  flag(
    'lb_interval_ms',
    'replication',
    'FV_INT32',
    'every this period(ms) the meta server will do load balance',
    (_file, { tickMs }) => tickMs,
    { description: 'The interval milliseconds of meta server to execute load balance' },
  ),
  mutable(
    flag(
      reservedDroppedFlag,
      'meta_server',
      'FV_UINT32',
      'max reserved number allowed for dropped replicas',
      ({ maxReservedDropped }) => maxReservedDropped,
    ),
  ),
  flag(
    'max_succssive_unstable_restart',
    'meta_server',
    'FV_INT32',
    'meta server will treat a rs unstable so as to reject it is beacons if its successively restarting count exceeds this value.',
    ({ maxUnstableRestarts }) => maxUnstableRestarts,
    {
      description:
        'The maximum number of times a ReplicaServer can be disconnected. If the number of a ReplicaServer disconnects exceeds this threshold, MetaServer will add it to the blacklist to avoid instability caused by frequent reconnection',
    },
  ),
  flag(
    'meta_function_level_on_start',
    'meta_server',
    'FV_STRING',
    'meta function level on start',
    ({ level }) => level,
    {
      description:
        "The default function_level state when MetaServer starts. The 'steady' represents a stable state without load balancing",
    },
  ),
  mutable(
    flag(
      minLiveNodesFlag,
      'meta_server',
      'FV_UINT64',
      'minimum live node count without which the state is freezed',
      ({ minLiveNodes }) => minLiveNodes,
      {
        description:
          "If the number of ALIVE nodes is less than this threshold, MetaServer will also enter the 'freezed' protection state",
      },
    ),
  ),
  flag(
    'mutation_2pc_min_replica_count',
    'replication',
    'FV_INT32',
    "minimum number of alive replicas under which write is allowed. it's valid if larger than 0, otherwise, the final value is based on app_max_replica_count",
    ({ mutation2pcMin }) => mutation2pcMin,
    {
      description:
        "The minimum number of ALIVE replicas under which write is allowed. It's valid if larger than 0, otherwise, the final value is based on 'app_max_replica_count'",
    },
  ),
  flag(
    'node_live_percentage_threshold_for_update',
    'meta_server',
    'FV_UINT64',
    'If live_node_count * 100 < total_node_count * node_live_percentage_threshold_for_update, then freeze the cluster.',
    ({ livePercentage }) => livePercentage,
    {
      type: 'FV_INT32',
      description:
        "If the proportion of ALIVE nodes is less than this threshold, MetaServer will enter the 'freezed' protection state",
    },
  ),
  flag(
    'replica_assign_delay_ms_for_dropouts',
    'meta_server',
    'FV_UINT64',
    'The delay milliseconds to dropout replicas assign',
    ({ assignDelayMs }) => assignDelayMs,
    {
      type: 'FV_INT64',
      description:
        'The maximum time threshold for waiting for a secondary replica to re-join the cluster after it has been removed. If the secondary replica has not yet recovered beyond this time threshold, an attempt will be made to add new secondary replicas on other nodes',
    },
  ),
  flag(
    'rocksdb_bloom_filter_bits_per_key',
    'pegasus.server',
    'FV_DOUBLE',
    'average bits allocated per key in bloom filter',
    () => '10.00',
  ),
  flag(
    'stable_rs_min_running_seconds',
    'meta_server',
    'FV_UINT64',
    'The minimal running seconds for a stable replica server',
    ({ stableRunMs }) => stableRunMs / 1000,
    {
      description: 'The time threshold for determining whether a ReplicaServer is running stably',
    },
  ),
];

export const flagNumber = (process: ServerProcess | undefined, name: string): number | undefined => {
  const changed = process?.changedFlags.get(name) ?? process?.readFlags.get(name);
  return changed === undefined ? undefined : Number(changed);
};

/** The flags as the process has them. What remote commands changed is not among them: that lives beside the flags. */
export function readFlags(
  process: ServerProcess,
  file: ConfigFile,
  timing: SimulatedTiming,
  clusterName: string,
): readonly FlagValue[] {
  const place = speaksNewer(process.version) ? 1 : 0;
  return flags.map(({ name, section, type, mutable: isMutable, description, value }) => ({
    name,
    section,
    type: type[place],
    mutable: isMutable,
    description: description[place],
    value: process.changedFlags.get(name) ?? process.readFlags.get(name) ?? String(value(file, timing, clusterName)),
  }));
}

/** `/updateConfig`: its word for what came of it. */
export function changeFlag(process: ServerProcess, name: string, value: string): string {
  const found = flags.find((one) => one.name === name);
  if (found === undefined) return `ERR_OBJECT_NOT_FOUND: ${name} is not found`;
  if (!found.mutable) return `ERR_INVALID_PARAMETERS: ${name} is not mutable`;
  const most = found.type[0] === 'FV_UINT32' ? 2 ** 32 - 1 : Number.MAX_SAFE_INTEGER;
  if (!/^\d+$/.test(value) || Number(value) > most) return `ERR_INVALID_PARAMETERS: ${value} is invalid`;
  process.changedFlags.set(name, String(Number(value)));
  return 'ERR_OK';
}
