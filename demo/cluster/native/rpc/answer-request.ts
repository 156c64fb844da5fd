import type { Result } from '../../../../src/lib/result.js';
import type { WireFault } from '../../../../src/wire/fault.js';
import { methods, type Method, type RequestOf, type ResponseOf } from '../../../../src/wire/methods.js';
import { encodeErrorReply, encodeReply } from '../../../../src/wire/reply.js';
import type { ReceivedRequest } from '../../../../src/wire/request.js';
import type {
  AppConfig,
  ProposalAction,
  Reply,
  Response,
  ServerFacts,
  SimulatedPartitions,
  SimulatedPorts,
  SimulatedServers,
} from '../../servers.js';
import type { ServerNames } from '../names.js';
import type { ConfigReplies } from './config-replies.js';
import {
  appMessage,
  levelName,
  levelNumber,
  noLevel,
  nodeMessage,
  partitionMessage,
  readAction,
  type Generation,
} from './meta-messages.js';
import { answerClient } from './answer-client.js';
import type { Outcome } from './outcome.js';
import { diskInfo, policyMessages } from './server-messages.js';

/** One server process and what it knows. */
export interface RpcServer {
  readonly cluster: SimulatedServers & SimulatedPorts & SimulatedPartitions;
  readonly address: string;
  readonly role: ServerFacts['role'];
  readonly newer: boolean;
  readonly names: ServerNames;
  readonly configs: ConfigReplies;
}

/** Answers one request (docs/pegasus.md, "RPC messages") as the process at hand does. */
export function answerRequest(server: RpcServer, received: ReceivedRequest): Outcome {
  const { cluster, address, role, newer } = server;
  const errorReply = (error: string): Outcome => ({
    kind: 'answer',
    bytes: encodeErrorReply(received.task, received.seqid, error),
  });
  const noHandler = errorReply('ERR_HANDLER_NOT_FOUND');
  const serve = <Request, Answer>(
    method: Method<Request, Answer>,
    handle: (request: Request) => Reply<Answer> | Buffer | 'malformed',
  ): Outcome => {
    const request: Result<Request, WireFault> = received.read(method);
    if (!request.ok) return { kind: request.failure.kind === 'bad-value' ? 'fatal' : 'malformed' };
    const reply = handle(request.value);
    if (reply === 'malformed') return { kind: 'malformed' };
    if (Buffer.isBuffer(reply)) return { kind: 'answer', bytes: reply };
    switch (reply.kind) {
      case 'answer':
        return { kind: 'answer', bytes: encodeReply(method, received.seqid, reply.value) };
      case 'no-handler':
        return noHandler;
      case 'refused':
      case 'hangs':
        return { kind: 'silence' };
    }
  };
  if (received.task === methods.remoteCommand.task && role !== 'collector')
    return serve(methods.remoteCommand, (asked) => cluster.remoteCommand(address, asked.command, asked.arguments));
  if (received.task === methods.queryDiskInfo.task && role === 'replica')
    return serve(methods.queryDiskInfo, () => diskInfo(cluster.disks(address)));
  if (role === 'replica') {
    const client = answerClient(server, received);
    if (client !== undefined) return client;
  }
  if (role !== 'meta') return noHandler;
  const generation: Generation = { names: server.names, newer };
  switch (received.task) {
    case methods.listNodes.task:
      return serve(methods.listNodes, ({ status }) =>
        meta(
          cluster.listNodes(address, status === 1 ? 'alive' : status === 2 ? 'unalive' : 'all'),
          (nodes) => ({ nodes: nodes.map((node) => nodeMessage(generation, node)) }),
          { nodes: [] },
        ),
      );
    case methods.listApps.task:
      return serve(methods.listApps, (asked) => listApps(server, asked));
    case methods.queryConfig.task:
      return serve(methods.queryConfig, (asked) => queryConfig(server, generation, received.seqid, asked));
    case methods.clusterInfo.task:
      return serve(methods.clusterInfo, () =>
        meta(
          cluster.clusterInfo(address),
          (rows) => ({ keys: rows.map(([key]) => key), values: rows.map(([, value]) => value) }),
          { keys: [], values: [] },
        ),
      );
    case methods.controlMeta.task:
      return serve(methods.controlMeta, ({ level }) => {
        const name = levelName(level);
        // A level that does not exist is refused by whoever is asked.
        const asked = level === noLevel ? undefined : (name ?? String(level));
        return meta(cluster.controlMeta(address, asked), (before) => ({ oldLevel: levelNumber(before) }), {
          oldLevel: noLevel,
        });
      });
    case methods.propose.task:
      // Older servers know fields 1 to 3 of an action only, and cannot find the end of a host:port.
      return serve(methods.propose, ({ gpid, actions, force }) => {
        if (!newer && actions.some((action) => 'hpTarget' in action || 'hpNode' in action)) return 'malformed';
        return propose(
          server,
          gpid,
          actions.map((action) => readAction(generation, action)),
          force,
        );
      });
    case methods.dddDiagnose.task:
      return serve(methods.dddDiagnose, ({ pid }) => dddDiagnose(server, generation, pid));
    case methods.queryBackupPolicy.task:
      return serve(methods.queryBackupPolicy, ({ names, backups }) =>
        meta(cluster.backupPolicies(address), (policies) => policyMessages(policies, names, backups), {
          policies: [],
          backups: [],
        }),
      );
    case methods.startRecovery.task:
      // A meta that was not started for it.
      return serve(methods.startRecovery, () =>
        meta(
          cluster.controlMeta(address, undefined),
          () => ({ hint: '' }),
          { hint: '' },
          'ERR_SERVICE_ALREADY_RUNNING',
        ),
      );
    default:
      return noHandler;
  }
}

type WithErr<Fields> = Fields & { readonly err: string };

/** A meta's answer: its `err`, and fields that are empty unless that is ERR_OK. */
function meta<Value, Fields>(
  reply: Reply<Response<Value>>,
  full: (value: Value) => Fields,
  empty: Fields,
  instead = 'ERR_OK',
): Reply<WithErr<Fields>> {
  if (reply.kind !== 'answer') return reply;
  const { value } = reply;
  return {
    kind: 'answer',
    value: 'value' in value ? { err: instead, ...full(value.value) } : { err: value.err, ...empty },
  };
}

function listApps(
  { cluster, address, newer }: RpcServer,
  { status, pattern, matchType }: RequestOf<typeof methods.listApps>,
): Reply<ResponseOf<typeof methods.listApps>> {
  return meta(
    cluster.listApps(address, 'all'),
    (apps) => ({
      apps: apps
        .filter(({ name }) => !newer || pattern === undefined || fits(name, pattern, matchType ?? 1))
        .map((app) => appMessage(app, newer))
        .filter((app) => status === 0 || app.status === status),
    }),
    { apps: [] },
  );
}

function fits(name: string, pattern: string, matchType: number): boolean {
  switch (matchType) {
    case 2:
      return name === pattern;
    case 3:
      return name.includes(pattern);
    case 4:
      return name.startsWith(pattern);
    case 5:
      return name.endsWith(pattern);
    default:
      return true;
  }
}

/** The one request whose refusal says who leads: as the primary of the only partition. */
function queryConfig(
  server: RpcServer,
  generation: Generation,
  seqid: number,
  { appName, indices }: RequestOf<typeof methods.queryConfig>,
): Reply<ResponseOf<typeof methods.queryConfig>> | Buffer {
  const reply = server.cluster.queryConfig(server.address, appName);
  if (reply.kind === 'answer' && 'forwardTo' in reply.value) {
    const pointer = partitionMessage(generation, {
      appId: 0,
      index: 0,
      ballot: 0,
      maxReplicaCount: 0,
      primary: reply.value.forwardTo,
      secondaries: [],
      lastDrops: [],
    });
    return { kind: 'answer', value: { err: reply.value.err, ...nothing, partitions: [pointer] } };
  }
  const full = ({ appId, partitionCount, partitions }: AppConfig): typeof nothing => ({
    appId,
    partitionCount,
    isStateful: true,
    partitions: (indices.length === 0 ? partitions : partitions.filter(({ index }) => indices.includes(index))).map(
      (partition) => partitionMessage(generation, partition),
    ),
  });
  if (indices.length > 0 || reply.kind !== 'answer' || !('value' in reply.value)) return meta(reply, full, nothing);
  const { value } = reply.value;
  const key = `${server.address} ${generation.newer ? 'newer' : 'older'} ${value.appId} ${appName}`;
  return server.configs.bytes(key, server.cluster.configVersion(), seqid, () =>
    encodeReply(methods.queryConfig, seqid, { err: 'ERR_OK', ...full(value) }),
  );
}

const nothing: Omit<ResponseOf<typeof methods.queryConfig>, 'err'> = {
  appId: 0,
  partitionCount: 0,
  isStateful: false,
  partitions: [],
};

function propose(
  { cluster, address }: RpcServer,
  { appId, index }: { readonly appId: number; readonly index: number },
  actions: readonly (ProposalAction | undefined)[],
  force = false,
): Reply<ResponseOf<typeof methods.propose>> {
  // What force does to replica servers is not simulated, and nobody may count on it.
  if (force) return { kind: 'answer', value: { err: 'ERR_NOT_IMPLEMENTED' } };
  const complete = actions.filter((action) => action !== undefined);
  // Even a proposal that makes no sense is looked at by the leader only; an empty list is refused there.
  return meta(cluster.propose(address, appId, index, complete.length < actions.length ? [] : complete), () => ({}), {});
}

function dddDiagnose(
  { cluster, address }: RpcServer,
  generation: Generation,
  pid: { readonly appId: number; readonly index: number },
): Reply<ResponseOf<typeof methods.dddDiagnose>> {
  const apps = cluster.listApps(address, 'available');
  const named = new Map(
    apps.kind === 'answer' && 'value' in apps.value ? apps.value.value.map(({ id, name }) => [id, name]) : [],
  );
  const configOf = (appId: number, index: number) => {
    const config = cluster.queryConfig(address, named.get(appId) ?? '');
    return config.kind === 'answer' && 'value' in config.value ? config.value.value.partitions[index] : undefined;
  };
  return meta(
    cluster.dddDiagnose(address, pid.appId, pid.index),
    (dead) => ({
      partitions: dead.map(({ appId, index, reason }) => ({
        config: partitionMessage(
          generation,
          configOf(appId, index) ?? {
            appId,
            index,
            ballot: 0,
            maxReplicaCount: 0,
            primary: undefined,
            secondaries: [],
            lastDrops: [],
          },
        ),
        dropped: [],
        reason,
      })),
    }),
    { partitions: [] },
  );
}
