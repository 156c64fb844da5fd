import { createServer, type Socket } from 'node:net';
import { FrameStream, measureRequest } from '../../../src/wire/frame-stream.js';
import { methods, type Method, type RequestOf, type ResponseOf } from '../../../src/wire/methods.js';
import { encodeReply } from '../../../src/wire/reply.js';
import { decodeRequest, type ReceivedRequest } from '../../../src/wire/request.js';

/** A request as it came, with the connection it came on: what the script answers is its own business. */
export interface Asked extends ReceivedRequest {
  readonly socket: Socket;
  reply<Request, Response>(method: Method<Request, Response>, response: Response): void;
}

export interface ScriptedServer {
  readonly address: string;
  /** Every task that was asked for, in order; remote commands with their words. */
  readonly asked: string[];
  /** Connections that are open. */
  readonly sockets: ReadonlySet<Socket>;
  close(): Promise<void>;
}

/** In place of an answer to a GET: the connection is closed without a word. */
export const hangUp = 'hang up';

/**
 * One server on a port of its own that answers every request as the script says; GETs get `http`, or hang with nothing.
 */
export function serveScript(
  script: (asked: Asked) => void,
  http: (path: string) => string = () => 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n',
): Promise<ScriptedServer> {
  const sockets = new Set<Socket>();
  const asked: string[] = [];
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    const frames = new FrameStream(measureRequest);
    socket.on('data', (chunk) => {
      if (chunk.toString('latin1', 0, 4) === 'GET ') {
        const path = chunk.toString('latin1').split(' ')[1] ?? '';
        asked.push(`GET ${path}`);
        const answer = http(path);
        if (answer === hangUp) socket.destroy();
        else if (answer !== '') socket.end(answer);
        return;
      }
      frames.push(chunk, (frame) => {
        const request = decodeRequest(frame);
        if (!request.ok) throw request.failure;
        const { value } = request;
        asked.push(value.task === methods.remoteCommand.task ? words(value) : value.task);
        script({
          ...value,
          socket,
          reply: (method, response) => {
            socket.write(encodeReply(method, value.seqid, response));
          },
        });
      });
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const listening = server.address();
      resolve({
        address: `127.0.0.1:${typeof listening === 'object' && listening !== null ? listening.port : 0}`,
        asked,
        sockets,
        close: () =>
          new Promise((closed) => {
            for (const socket of sockets) socket.destroy();
            server.close(() => {
              closed();
            });
          }),
      });
    });
  });
}

function words(request: ReceivedRequest): string {
  const read = request.read(methods.remoteCommand);
  return read.ok ? [read.value.command, ...read.value.arguments].join(' ') : 'a remote command that cannot be read';
}

type Config = ResponseOf<typeof methods.queryConfig>;

/** A leader of its own that answers everything; what it holds can be changed. */
export class ScriptedMeta {
  readonly asked: string[] = [];
  leaderName: string | undefined;
  /** Answers of this error instead of what was asked, by task. */
  readonly errors = new Map<string, string>();
  /** Answers to remote commands, by command. */
  readonly said = new Map([
    ['meta.lb.assign_delay_ms', '600000'],
    ['meta.lb.add_secondary_max_count_for_one_node', '20'],
    ['meta.lb.add_secondary_enable_flow_control', 'true'],
    ['meta.live_percentage', '50'],
    ['server-info', 'Pegasus Server 2.5.0 (abc) Release, Started at 2026-01-02 03:04:05'],
    ['flush-log', 'Flush done.'],
  ]);
  nodes: ResponseOf<typeof methods.listNodes>['nodes'];
  tables: { readonly id: number; readonly name: string; partitions: Config['partitions'] }[];
  /** How many partitions its tables are said to have; undefined: as many as they have. */
  announced: number | undefined;
  readonly proposals: { readonly proposal: RequestOf<typeof methods.propose> }[] = [];
  /** Answers instead of it when it says so. */
  intercept: (asked: Asked) => boolean = () => false;

  constructor(shape: {
    readonly servers: number;
    readonly tables: number;
    readonly partitions: number;
    readonly named: boolean;
  }) {
    const place = (server: number) => ({
      node: `10.${server >> 16}.${(server >> 8) & 255}.${server & 255}:34801`,
      hp: `rs${server}.example.org:34801`,
    });
    const numbers = Array.from({ length: shape.servers }, (_, server) => server + 1);
    this.nodes = numbers.map((server) => ({
      status: 1,
      node: place(server).node,
      ...(shape.named ? { hpNode: place(server).hp } : {}),
    }));
    this.tables = Array.from({ length: shape.tables }, (_, table) => ({
      id: table + 1,
      name: `table_${table + 1}`,
      partitions: Array.from({ length: shape.partitions }, (_unused, index) => {
        const [one, two, three] = [0, 1, 2].map((nth) => place(((index * 7 + table * 3 + nth) % shape.servers) + 1));
        const secondaries = [two, three].flatMap((each) => (each === undefined ? [] : [each]));
        return {
          pid: { appId: table + 1, index },
          ballot: 3,
          maxReplicaCount: 3,
          primary: one?.node,
          secondaries: secondaries.map(({ node }) => node),
          lastDrops: [],
          lastCommittedDecree: 12_345,
          partitionFlags: 0,
          ...(shape.named
            ? { hpPrimary: one?.hp, hpSecondaries: secondaries.map(({ hp }) => hp), hpLastDrops: [] }
            : {}),
        };
      }),
    }));
  }

  /** Makes others of all partitions. */
  changePartitions(change: (partition: Config['partitions'][number]) => Config['partitions'][number]): void {
    for (const table of this.tables) table.partitions = table.partitions.map(change);
  }

  /** To be given to `serveScript`. */
  readonly answer = (asked: Asked): void => {
    if (this.intercept(asked)) return;
    const err = this.errors.get(asked.task) ?? 'ERR_OK';
    switch (asked.task) {
      case methods.clusterInfo.task: {
        const leader = this.leaderName ?? `127.0.0.1:${asked.socket.localPort ?? 0}`;
        const info = {
          meta_servers: leader,
          primary_meta_server: leader,
          zookeeper_hosts: 'zk1:2181',
          zookeeper_root: '/pegasus/x',
          meta_function_level: 'steady',
          balance_operation_count: 'move_pri=0,copy_pri=0,copy_sec=0,total=0',
          cluster_name: 'x',
        };
        asked.reply(
          methods.clusterInfo,
          err === 'ERR_OK'
            ? { err, keys: Object.keys(info), values: Object.values(info) }
            : { err, keys: [], values: [] },
        );
        return;
      }
      case methods.listNodes.task:
        asked.reply(methods.listNodes, { err, nodes: this.nodes });
        return;
      case methods.listApps.task:
        asked.reply(methods.listApps, {
          err,
          apps: this.tables.map(({ id, name, partitions }) => ({
            status: 1,
            appType: 'pegasus',
            appName: name,
            appId: id,
            partitionCount: this.announced ?? partitions.length,
            envs: new Map(),
            isStateful: true,
            maxReplicaCount: 3,
            expireSecond: 0,
            createSecond: 1_795_400_000,
            dropSecond: 0,
            initPartitionCount: partitions.length,
          })),
        });
        return;
      case methods.queryConfig.task: {
        const request = asked.read(methods.queryConfig);
        const { appName, indices } = request.ok ? request.value : { appName: '', indices: [] };
        const table = this.tables.find(({ name }) => name === appName);
        const all = table?.partitions ?? [];
        asked.reply(methods.queryConfig, {
          err,
          appId: table?.id ?? 0,
          partitionCount: this.announced ?? all.length,
          isStateful: true,
          partitions: indices.length === 0 ? all : indices.flatMap((index) => all[index] ?? []),
        });
        return;
      }
      case methods.controlMeta.task:
        asked.reply(methods.controlMeta, { err, oldLevel: 400 });
        return;
      case methods.dddDiagnose.task:
        asked.reply(methods.dddDiagnose, { err, partitions: [] });
        return;
      case methods.propose.task: {
        const request = asked.read(methods.propose);
        if (request.ok) this.proposals.push({ proposal: request.value });
        asked.reply(methods.propose, { err });
        return;
      }
      case methods.remoteCommand.task: {
        const request = asked.read(methods.remoteCommand);
        const command = request.ok ? request.value.command : '';
        asked.reply(methods.remoteCommand, this.said.get(command) ?? `unknown command '${command}'`);
        return;
      }
    }
  };
}
