import { connect, type Socket } from 'node:net';
import { realClock } from '../../../../src/lib/clock.js';
import { VirtualClock } from '../../../../src/lib/virtual-clock.js';
import { fieldCluster } from '../../../../demo/cluster/model/default-cluster.js';
import { SimulatedCluster, type SimulatedClusterOptions } from '../../../../demo/cluster/model/simulated-cluster.js';
import { ReservedPorts } from '../../../../demo/cluster/native/reserved-ports.js';
import { serveNative, type NativeServers } from '../../../../demo/cluster/native/serve-native.js';
import type { Generation } from '../../../../demo/cluster/servers.js';
import { FrameStream, measureReply } from '../../../../src/wire/frame-stream.js';
import type { Method } from '../../../../src/wire/methods.js';
import { decodeReply } from '../../../../src/wire/reply.js';
import { encodeRequest } from '../../../../src/wire/request.js';

/** A cluster whose servers listen, on a clock that stands still until the test moves it. */
export class NativeStage {
  readonly #open = new Set<Socket>();

  private constructor(
    readonly clock: VirtualClock,
    readonly cluster: SimulatedCluster,
    readonly servers: NativeServers,
  ) {}

  static async open(
    generation: Generation,
    options: Partial<SimulatedClusterOptions> & { readonly nodes?: number } = {},
  ): Promise<NativeStage> {
    const { nodes = 5, ...rest } = options;
    const reserved = await ReservedPorts.reserve({ metas: 3, replicaServers: nodes, collectors: 1 });
    const clock = new VirtualClock();
    const cluster = new SimulatedCluster({
      ...fieldCluster({ clock, seed: 11, generation }, nodes, reserved.ports),
      ...rest,
    });
    return new NativeStage(clock, cluster, serveNative({ cluster, reserved, clock: realClock }));
  }

  meta(place: number): string {
    return this.cluster.metaAddresses[place - 1] ?? '';
  }

  node(place: number): string {
    return this.cluster.replicaAddresses[place - 1] ?? '';
  }

  get leader(): string {
    return this.cluster.truth().leader?.meta ?? 'none';
  }

  connect(address: string): Socket {
    const socket = connect({ host: '127.0.0.1', port: portOf(address) });
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    return socket;
  }

  /** Sends bytes on a new connection and answers with what came until `enough`, or until it was closed. */
  talk(address: string, bytes: Buffer | string, enough: (got: Buffer) => boolean = () => false): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const socket = this.connect(address);
      let got = Buffer.alloc(0);
      socket.on('data', (chunk: Buffer) => {
        got = Buffer.concat([got, chunk]);
        if (enough(got)) {
          socket.destroy();
          resolve(got);
        }
      });
      socket.once('close', () => {
        resolve(got);
      });
      socket.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ECONNRESET') resolve(got);
        else reject(error);
      });
      socket.write(bytes);
    });
  }

  /** The whole answer to a GET, head and all. */
  async get(address: string, path: string): Promise<string> {
    return (
      await this.talk(address, `GET ${path} HTTP/1.1\r\nHost: ${address}\r\nUser-Agent: curl\r\n\r\n`, isWholePage)
    ).toString();
  }

  async body(address: string, path: string): Promise<unknown> {
    return JSON.parse((await this.get(address, path)).split('\r\n\r\n')[1] ?? '');
  }

  /** One request; `closed` when the connection ended without an answer, `refused` when nobody listens. */
  async ask<Request, Response>(
    address: string,
    method: Method<Request, Response>,
    request: Request,
  ): Promise<Response | string> {
    const frames: Buffer[] = [];
    const stream = new FrameStream(measureReply);
    let seen = 0;
    const whole = (got: Buffer): boolean => {
      stream.push(got.subarray(seen), (frame) => frames.push(Buffer.from(frame)));
      seen = got.length;
      return frames.length > 0;
    };
    try {
      await this.talk(address, encodeRequest(method, 7, 1000, request), whole);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') return 'refused';
      throw error;
    }
    const [frame] = frames;
    if (frame === undefined) return 'closed';
    const reply = decodeReply(frame);
    if (!reply.ok) throw reply.failure;
    const answer = reply.value.read(method);
    if (!answer.ok) throw answer.failure;
    return answer.value.kind === 'value' ? answer.value.value : answer.value.error;
  }

  close(): void {
    for (const socket of this.#open) socket.destroy();
    this.servers.close();
    this.cluster.close();
  }
}

const portOf = (address: string): number => Number(address.split(':')[1]);

function isWholePage(got: Buffer): boolean {
  const text = got.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  return end >= 0 && got.length >= end + 4 + Number(/Content-Length: (\d+)/.exec(text)?.[1]);
}
