/**
 * The simulated cluster as its clients meet it: the requests that servers answer, with the names and
 * shapes of docs/pegasus.md. The model (model/) answers them; the
 * shell (shell/) and RPC and HTTP (native/) ask them. All calls are instant: a caller adds its own latency.
 */

/** `2.5`: 2.0–2.5, address names, text answers. `newer`: host:port names, JSON answers. */
export type Generation = '2.5' | 'newer';

/** How a request to a server process can end besides with an answer. */
export type NoAnswer =
  | { readonly kind: 'refused' } // nothing listens: a client sees ERR_NETWORK_FAILURE at once
  | { readonly kind: 'hangs' } // the process is stopped or unreachable: a client runs into its timeout
  | { readonly kind: 'no-handler' }; // it listens and still opens its replicas: ERR_HANDLER_NOT_FOUND

export type Reply<Value> = { readonly kind: 'answer'; readonly value: Value } | NoAnswer;

/** `err` is `ERR_OK` or another error name; the value is there only with `ERR_OK`. */
export type Response<Value> =
  | { readonly err: 'ERR_OK'; readonly value: Value }
  | { readonly err: string; readonly forwardTo?: string };

export interface NodeInfo {
  readonly address: string;
  readonly status: 'ALIVE' | 'UNALIVE';
}

export interface AppInfo {
  readonly id: number;
  readonly name: string;
  /** Without `AS_`. */
  readonly status: string;
  readonly type: string;
  readonly partitionCount: number;
  /** What it was before the split that is under way; absent when there is none. */
  readonly splitsFrom?: number;
  /** To another cluster. The shell does not show it. */
  readonly duplicating?: boolean;
  readonly bulkLoading?: boolean;
  readonly maxReplicaCount: number;
  readonly isStateful: boolean;
  /** Seconds since the epoch; 0 when unset. */
  readonly createSecond: number;
  readonly dropSecond: number;
  readonly expireSecond: number;
  readonly envs: Readonly<Record<string, string>>;
}

export interface PartitionConfig {
  readonly appId: number;
  readonly index: number;
  readonly ballot: number;
  readonly maxReplicaCount: number;
  readonly primary: string | undefined;
  readonly secondaries: readonly string[];
  readonly lastDrops: readonly string[];
}

export interface AppConfig {
  readonly appId: number;
  readonly partitionCount: number;
  readonly partitions: readonly PartitionConfig[];
}

/** Names without `CT_`. */
export type ConfigType =
  | 'ASSIGN_PRIMARY'
  | 'UPGRADE_TO_PRIMARY'
  | 'ADD_SECONDARY'
  | 'DOWNGRADE_TO_SECONDARY'
  | 'DOWNGRADE_TO_INACTIVE'
  | 'REMOVE'
  | 'ADD_SECONDARY_FOR_LB'
  | 'UPGRADE_TO_SECONDARY';

export interface ProposalAction {
  /** Undefined: the meta fills in the primary. */
  readonly target: string | undefined;
  readonly node: string;
  readonly type: ConfigType;
  /**
   * Its host:port is missing, or is not the name of its address. A newer leader takes such a proposal and dies of it
   * when it sends it (docs/pegasus.md, "host:port names"); older ones know no names.
   */
  readonly unnamed?: true;
}

export interface DddPartition {
  readonly appId: number;
  readonly index: number;
  readonly reason: string;
}

/** One disk of a replica server, as the server counted it last. */
export interface DiskInfo {
  readonly tag: string;
  readonly directory: string;
  readonly capacityMb: number;
  readonly availableMb: number;
}

/** A policy by which tables are backed up, with its latest backup. */
export interface BackupPolicy {
  readonly name: string;
  readonly tables: readonly number[];
  /** Milliseconds since the epoch; without an end it is under way. */
  readonly backup?: { readonly startMs: number; readonly endMs?: number };
}

/** A client's get of one key, or a put when it has a value. */
export interface DataRequest {
  readonly appId: number;
  readonly index: number;
  readonly key: string;
  readonly value?: string;
}

/** `error`: the storage engine's number, 0 when it is done; `err`: the replica did not take it. */
export type DataAnswer = { readonly error: number; readonly value: string } | { readonly err: string };

/** What clients ask; the shell of the tool does not. */
export interface SimulatedPartitions {
  clientRequest(address: string, asked: DataRequest): Reply<DataAnswer>;
}

/** What every process of the cluster can be asked. */
export interface SimulatedServers {
  readonly generation: Generation;
  /** Addresses of all metas and of all replica servers that were ever part of the cluster, in order. */
  readonly metaAddresses: readonly string[];
  readonly replicaAddresses: readonly string[];
  /** Whether the leader lists servers by their other names, and whether the shell's `-r` tells which is which. */
  readonly otherNames?: 'none' | 'resolvable' | 'unresolvable';

  /** Keys and values in the order a server sends them. Only the leader answers ERR_OK. */
  clusterInfo(meta: string): Reply<Response<readonly (readonly [key: string, value: string])[]>>;
  listNodes(meta: string, status: 'all' | 'alive' | 'unalive'): Reply<Response<readonly NodeInfo[]>>;
  listApps(meta: string, status: 'all' | 'available'): Reply<Response<readonly AppInfo[]>>;
  queryConfig(meta: string, app: string): Reply<Response<AppConfig>>;
  /** `undefined` asks; the value is the stored level before the call, with its `fl_` prefix. */
  controlMeta(meta: string, level: string | undefined): Reply<Response<string>>;
  propose(meta: string, appId: number, index: number, actions: readonly ProposalAction[]): Reply<Response<null>>;
  /** Table -1: all tables, index -1: all of the table. */
  dddDiagnose(meta: string, appId: number, index: number): Reply<Response<readonly DddPartition[]>>;
  /**
   * A remote command to any meta or replica server: the raw answer text, in the words of that process's own generation.
   */
  remoteCommand(address: string, command: string, args: readonly string[]): Reply<string>;
  backupPolicies(meta: string): Reply<Response<readonly BackupPolicy[]>>;
  /** The disks of a replica server, by its own count. */
  disks(address: string): Reply<readonly DiskInfo[]>;
}

/** What a server process says over HTTP of itself, and what its port shows. */
export interface ServerFacts {
  readonly role: 'meta' | 'replica' | 'collector';
  readonly version: string;
  readonly commit: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** The server's clock. */
  readonly now: number;
  readonly clusterName: string;
  /** A replica server's own counts at this moment, unlike the snapshot that its remote commands read. */
  readonly replicas: LiveReplicas | undefined;
}

export interface LiveReplicas {
  readonly serving: number;
  readonly opening: number;
  readonly closing: number;
  readonly learning: number;
  readonly primaries: number;
  readonly secondaries: number;
  readonly inactive: number;
}

/** One flag of a process (`/config`). */
export interface FlagValue {
  readonly name: string;
  readonly section: string;
  readonly type: string;
  readonly mutable: boolean;
  readonly description: string;
  readonly value: string;
}

/** What the port of every process shows besides the answers to requests. */
export interface SimulatedPorts {
  readonly collectorAddresses: readonly string[];
  /** `frozen`: connections are taken, and nothing is ever answered. */
  port(address: string): 'closed' | 'open' | 'frozen';
  /** Calls `listener` with the address whenever a port may have changed; the answer ends it. */
  onPort(listener: (address: string) => void): () => void;
  /** Undefined when the process does not answer. */
  facts(address: string): ServerFacts | undefined;
  /** `leading`: it holds the lock, and has perhaps not loaded its state yet. */
  metaRole(
    meta: string,
  ):
    | { readonly kind: 'leading'; readonly loaded: boolean }
    | { readonly kind: 'standby'; readonly leader: string | undefined };
  /** Another number after every change of any partition's configuration. */
  configVersion(): number;
  flags(address: string): readonly FlagValue[];
  /** `/updateConfig`: what it says of the change. */
  updateFlag(address: string, name: string, value: string): string;
  /** The process ends itself by an assertion of its own. */
  abort(address: string, why: string): void;
}

/** What an operator can do to a process of the cluster, as a supervisor would. */
export interface SimulatedProcesses {
  /** SIGTERM or SIGKILL; resolves when the process is gone. Answers false when it was not running. */
  stop(address: string, signal: 'TERM' | 'KILL'): Promise<boolean>;
  /** Puts another version into place; the process gets it with its next start. */
  install(address: string, version: string): Promise<void>;
  /** Resolves when the process has been started, not when it serves. Answers false when it was running already. */
  start(address: string): Promise<boolean>;
  isUp(address: string): boolean;
}
