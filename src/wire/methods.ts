import { mostReply, mostShortReply } from './frame-stream.js';
import * as messages from './messages.js';
import type { WireType } from './type.js';

/** A request with its answer, under the name that goes over the wire. */
export interface Method<Request, Response> {
  readonly task: string;
  readonly request: WireType<Request>;
  readonly response: WireType<Response>;
  /** Bytes of the longest answer that is read; a longer one is none. */
  readonly mostReply: number;
}

const method = <Request, Response>(
  task: string,
  request: WireType<Request>,
  response: WireType<Response>,
  most = mostShortReply,
): Method<Request, Response> => ({ task, request, response, mostReply: most });

export type RequestOf<Each> = Each extends Method<infer Request, unknown> ? Request : never;
export type ResponseOf<Each> = Each extends { readonly response: WireType<infer Response> } ? Response : never;

/** Everything that is asked (docs/pegasus.md, "RPC messages"). */
export const methods = {
  listNodes: method('RPC_CM_LIST_NODES', messages.listNodesRequest, messages.listNodesResponse, mostReply),
  listApps: method('RPC_CM_LIST_APPS', messages.listAppsRequest, messages.listAppsResponse, mostReply),
  queryConfig: method(
    'RPC_CM_QUERY_PARTITION_CONFIG_BY_INDEX',
    messages.queryConfigRequest,
    messages.queryConfigResponse,
    mostReply,
  ),
  clusterInfo: method('RPC_CM_CLUSTER_INFO', messages.clusterInfoRequest, messages.clusterInfoResponse),
  controlMeta: method('RPC_CM_CONTROL_META', messages.controlMetaRequest, messages.controlMetaResponse),
  /** A server reads a proposal with this one, whoever sent it. A client sends one of the two below. */
  propose: method('RPC_CM_PROPOSE_BALANCER', messages.anyProposal, messages.errorResponse),
  proposeByAddress: method('RPC_CM_PROPOSE_BALANCER', messages.addressProposal, messages.errorResponse),
  proposeByName: method('RPC_CM_PROPOSE_BALANCER', messages.namedProposal, messages.errorResponse),
  dddDiagnose: method('RPC_CM_DDD_DIAGNOSE', messages.dddDiagnoseRequest, messages.dddDiagnoseResponse, mostReply),
  startRecovery: method(
    'RPC_CM_START_RECOVERY',
    messages.startRecoveryRequest,
    messages.startRecoveryResponse,
    mostReply,
  ),
  queryBackupPolicy: method(
    'RPC_CM_QUERY_BACKUP_POLICY',
    messages.queryBackupPolicyRequest,
    messages.queryBackupPolicyResponse,
    mostReply,
  ),
  queryDiskInfo: method(
    'RPC_QUERY_DISK_INFO',
    messages.queryDiskInfoRequest,
    messages.queryDiskInfoResponse,
    mostReply,
  ),
  put: method('RPC_RRDB_RRDB_PUT', messages.putRequest, messages.putResponse),
  get: method('RPC_RRDB_RRDB_GET', messages.getRequest, messages.getResponse),
  remoteCommand: method('RPC_CLI_CLI_CALL', messages.cliRequest, messages.cliResponse),
} as const;
