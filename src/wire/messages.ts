import { blob, errorCode, gpid, hostPort, rpcAddress, serverAddress, serverHostPort } from './raw.js';
import { optional, required, struct } from './struct.js';
import { bool, i32, i64, list, map, set, text, type WireType } from './type.js';

/**
 * The messages that are sent (docs/pegasus.md, "RPC messages"). Field ids are the same from 2.0 on; the optional ones
 * that hold a `host_port` exist on newer servers only. Numbers of enumerations stay numbers here.
 */

type ValueOf<Type> = Type extends WireType<infer Value> ? Value : never;

/** `status`: 1 ALIVE, 2 UNALIVE. */
const nodeInfo = struct('node_info', {
  status: required(1, i32),
  node: required(2, rpcAddress),
  hpNode: optional(3, hostPort),
});
export type WireNodeInfo = ValueOf<typeof nodeInfo>;

/** `status`: 0 all, 1 alive, 2 unalive. */
export const listNodesRequest = struct('list_nodes_request', { status: required(1, i32) });
export const listNodesResponse = struct('list_nodes_response', {
  err: required(1, errorCode),
  nodes: required(2, list(nodeInfo)),
});

/** `status`: 0 INVALID, 1 AVAILABLE, 2 CREATING, 3 CREATE_FAILED, 4 DROPPING, 5 DROP_FAILED, 6 DROPPED, 7 RECALLING. */
const appInfo = struct('app_info', {
  status: required(1, i32),
  appType: required(2, text),
  appName: required(3, text),
  appId: required(4, i32),
  partitionCount: required(5, i32),
  envs: required(6, map(text, text)),
  isStateful: required(7, bool),
  maxReplicaCount: required(8, i32),
  expireSecond: required(9, i64),
  createSecond: required(10, i64),
  dropSecond: required(11, i64),
  duplicating: optional(12, bool),
  // 2.0 has none; it is the number of partitions the table was created with.
  initPartitionCount: optional(13, i32),
  isBulkLoading: optional(14, bool),
  atomicIdempotent: optional(15, bool),
});
export type WireAppInfo = ValueOf<typeof appInfo>;

/** `status`: 0 all, 1 AVAILABLE …; newer servers take a pattern and how to match it (1 all, 2 exact …). */
export const listAppsRequest = struct('list_apps_request', {
  status: required(1, i32),
  pattern: optional(2, text),
  matchType: optional(3, i32),
});
export const listAppsResponse = struct('list_apps_response', {
  err: required(1, errorCode),
  apps: required(2, list(appInfo)),
  hint: optional(3, text),
});

const partitionConfiguration = struct('partition_configuration', {
  pid: required(1, gpid),
  ballot: required(2, i64),
  maxReplicaCount: required(3, i32),
  /** Undefined: there is none. */
  primary: required(4, rpcAddress),
  secondaries: required(5, list(rpcAddress)),
  lastDrops: required(6, list(rpcAddress)),
  lastCommittedDecree: required(7, i64),
  partitionFlags: required(8, i32),
  hpPrimary: optional(9, hostPort),
  hpSecondaries: optional(10, list(hostPort)),
  hpLastDrops: optional(11, list(hostPort)),
});
export type WirePartition = ValueOf<typeof partitionConfiguration>;

/** No indices: every partition. */
export const queryConfigRequest = struct('query_cfg_request', {
  appName: required(1, text),
  indices: required(2, list(i32)),
});
export const queryConfigResponse = struct('query_cfg_response', {
  err: required(1, errorCode),
  appId: required(2, i32),
  partitionCount: required(3, i32),
  isStateful: required(4, bool),
  partitions: required(5, list(partitionConfiguration)),
});

export const clusterInfoRequest = struct('cluster_info_request', {});
export const clusterInfoResponse = struct('cluster_info_response', {
  err: required(1, errorCode),
  keys: required(2, list(text)),
  values: required(3, list(text)),
});

/** `level`: 100 stopped, 200 blind, 300 freezed, 400 steady, 500 lively; 10000 asks only. */
export const controlMetaRequest = struct('control_meta_request', { level: required(1, i32) });
export const controlMetaResponse = struct('control_meta_response', {
  err: required(1, errorCode),
  oldLevel: required(2, i32),
});

/** `configType`: 2 UPGRADE_TO_PRIMARY, 5 DOWNGRADE_TO_SECONDARY, 6 DOWNGRADE_TO_INACTIVE … */
const addressFields = {
  target: required(1, serverAddress),
  node: required(2, serverAddress),
  configType: required(3, i32),
};
const addressAction = struct('configuration_proposal_action', addressFields);
const namedAction = struct('configuration_proposal_action', {
  ...addressFields,
  hpTarget: required(5, serverHostPort),
  hpNode: required(6, serverHostPort),
});
/** As a server meets it, from whatever client: without a target it takes the primary, without a name it may die. */
const anyAction = struct('configuration_proposal_action', {
  target: required(1, rpcAddress),
  node: required(2, rpcAddress),
  configType: required(3, i32),
  hpTarget: optional(5, hostPort),
  hpNode: optional(6, hostPort),
});
/** An action for a server that names nodes by address alone. */
export type AddressAction = ValueOf<typeof addressAction>;
/**
 * An action for a server that names them host:port too: without fields 5 and 6 its leader dies
 * (docs/pegasus.md, "host:port names").
 */
export type NamedAction = ValueOf<typeof namedAction>;

const proposalFields = <Action>(action: WireType<Action>) => ({
  gpid: required(1, gpid),
  actions: required(2, list(action)),
  force: optional(3, bool),
  /** 0 move_primary, 1 copy_primary, 2 copy_secondary; for people only. */
  balanceType: optional(4, i32),
});
export const addressProposal = struct('configuration_balancer_request', proposalFields(addressAction));
export const namedProposal = struct('configuration_balancer_request', proposalFields(namedAction));
export const anyProposal = struct('configuration_balancer_request', proposalFields(anyAction));
export const errorResponse = struct('error_response', { err: required(1, errorCode) });

const dddNodeInfo = struct('ddd_node_info', {
  node: required(1, rpcAddress),
  dropTimeMs: required(2, i64),
  isAlive: required(3, bool),
  isCollected: required(4, bool),
  ballot: required(5, i64),
  lastCommittedDecree: required(6, i64),
  lastPreparedDecree: required(7, i64),
  hpNode: optional(8, hostPort),
});
const dddPartitionInfo = struct('ddd_partition_info', {
  config: required(1, partitionConfiguration),
  dropped: required(2, list(dddNodeInfo)),
  reason: required(3, text),
});
/** Index -1: all of the table. Table -1 would be all tables, and is refused by 2.5.0. */
export const dddDiagnoseRequest = struct('ddd_diagnose_request', { pid: required(1, gpid) });
export const dddDiagnoseResponse = struct('ddd_diagnose_response', {
  err: required(1, errorCode),
  partitions: required(2, list(dddPartitionInfo)),
});

export const startRecoveryRequest = struct('configuration_recovery_request', {
  nodes: required(1, list(rpcAddress)),
  skipBadNodes: required(2, bool),
  skipLostPartitions: required(3, bool),
  hpNodes: optional(4, list(hostPort)),
});
export const startRecoveryResponse = struct('configuration_recovery_response', {
  err: required(1, errorCode),
  hint: required(2, text),
});

const policyEntry = struct('policy_entry', {
  name: required(1, text),
  provider: required(2, text),
  intervalSeconds: required(3, text),
  tables: required(4, set(i32)),
  kept: required(5, i32),
  startTime: required(6, text),
  disabled: required(7, bool),
});
const backupEntry = struct('backup_entry', {
  id: required(1, i64),
  startMs: required(2, i64),
  /** 0 while it is under way. */
  endMs: required(3, i64),
  tables: required(4, set(i32)),
});
/** No names: every policy, each with so many backups, the latest first. */
export const queryBackupPolicyRequest = struct('configuration_query_backup_policy_request', {
  names: required(1, list(text)),
  backups: required(2, i32),
});
export const queryBackupPolicyResponse = struct('configuration_query_backup_policy_response', {
  err: required(1, errorCode),
  policies: required(2, list(policyEntry)),
  /** In the order of the policies. */
  backups: required(3, list(list(backupEntry))),
  hint: optional(4, text),
});

const diskInfo = struct('disk_info', {
  tag: required(1, text),
  directory: required(2, text),
  capacityMb: required(3, i64),
  availableMb: required(4, i64),
  /** By table. Only numbers up to 2.2, which do not give this answer a meaning here. */
  primaries: required(5, map(i32, set(gpid))),
  secondaries: required(6, map(i32, set(gpid))),
});
/** To a replica server, which looks at nobody's name in it. No table: the disks of all. */
export const queryDiskInfoRequest = struct('query_disk_info_request', {
  node: required(1, rpcAddress),
  appName: required(2, text),
});
export const queryDiskInfoResponse = struct('query_disk_info_response', {
  err: required(1, errorCode),
  totalCapacityMb: required(2, i64),
  totalAvailableMb: required(3, i64),
  disks: required(4, list(diskInfo)),
});

/** A remote command. Its answer is a bare string and no struct. */
export const cliRequest = struct('command', { command: required(1, text), arguments: required(2, list(text)) });
export const cliResponse = text;

/** `expireTsSeconds`: seconds since 2016-01-01 UTC; 0: never. */
export const putRequest = struct('update_request', {
  key: required(1, blob),
  value: required(2, blob),
  expireTsSeconds: required(3, i32),
});
/** `error`: 0, or the storage engine's own number. */
export const putResponse = struct('update_response', {
  error: required(1, i32),
  appId: required(2, i32),
  partitionIndex: required(3, i32),
  decree: required(4, i64),
  server: required(5, text),
});
/** The key alone, in no struct. */
export const getRequest = blob;
/** `error`: 0, 1 when there is no such key, or the storage engine's own number. */
export const getResponse = struct('read_response', {
  error: required(1, i32),
  value: required(2, blob),
  appId: required(3, i32),
  partitionIndex: required(4, i32),
  server: required(6, text),
});
