import { randomBytes, timingSafeEqual } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { resolve } from 'node:path';
import type { Clock } from '../../../src/lib/clock.js';
import type { Random } from '../../../src/lib/random.js';
import { serveNative, type NativeOptions } from '../native/serve-native.js';
import type { Generation, SimulatedProcesses, SimulatedServers } from '../servers.js';
import { LineQueue } from '../shell/line-queue.js';
import { runShell } from '../shell/session.js';
import { ShellNoise } from '../shell/noise.js';
import { applyFault, carryOutFault, type Faulty, type InjectFault } from './faults.js';
import { helloSchema, inputSchema, LineCutter, type Hello, type OutputFrame } from './frames.js';
import { writeHome } from './home.js';
import { Supervisor, type SupervisorAnswer } from './supervisor.js';

export interface ServeOptions {
  readonly cluster: SimulatedServers;
  readonly processes: SimulatedProcesses;
  /** Addresses of the collectors, which answer no requests but can be stopped and started. */
  readonly collectors: readonly string[];
  /** The cluster's own clock: timeouts of the shell pass on it. */
  readonly clock: Clock;
  readonly random: Random;
  /** Which shell `run.sh` is. */
  readonly dialect: Generation;
  /** The folder that gets run.sh, process.sh and fault.sh. */
  readonly home: string;
  /**
   * Milliseconds of the cluster's clock that a shell takes to start, besides what its process takes; 0 unless given.
   */
  readonly startLatencyMs?: number;
  readonly injectFault: InjectFault;
  /** What goes wrong around the cluster, where there is something around it. */
  readonly injectAround?: InjectFault;
  /** Told of each fault that was carried out. */
  readonly onFault?: Faulty['onFault'];
  /** Its servers also listen, each on its own port, for those who speak RPC and HTTP. */
  readonly ports?: Omit<NativeOptions, 'clock'>;
}

export interface ServedCluster {
  /** Real path of the folder with the programs. */
  readonly home: string;
  /** What fault.sh does; answers with what is wrong about the fault. */
  readonly fault: InjectFault;
  /** What process.sh does. */
  readonly process: (argv: readonly string[]) => Promise<SupervisorAnswer>;
  /** Ends all programs that still run. */
  close(): Promise<void>;
}

/** A program sends its arguments and its input, a line at a time; no honest line is longer. */
const longestFrame = 1_000_000;

/** Serves a simulated cluster to real programs over loopback, until closed. */
export async function serveSimulatedCluster(options: ServeOptions): Promise<ServedCluster> {
  const token = randomBytes(24).toString('base64url');
  const { metaAddresses, replicaAddresses } = options.cluster;
  const supervisor = new Supervisor(
    options.processes,
    { meta: metaAddresses, replica: replicaAddresses, collector: options.collectors },
    options.clock,
  );
  const native = options.ports === undefined ? undefined : serveNative({ ...options.ports, clock: options.clock });
  const shell = new ShellNoise();
  const faulty: Faulty = {
    supervisor,
    cluster: options.injectFault,
    shell,
    ...(native === undefined ? {} : { native }),
    ...(options.injectAround === undefined ? {} : { around: options.injectAround }),
    ...(options.onFault === undefined ? {} : { onFault: options.onFault }),
  };
  const sockets = new Set<Socket>();
  const served = { home: options.home };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    attend(socket, token, (hello, line) => {
      switch (hello.kind) {
        case 'shell':
          runOneShell(line, hello, options, served.home, shell);
          return;
        case 'process':
          void supervisor.run(hello.argv).then((answer) => {
            line.finish(answer);
          });
          return;
        case 'fault':
          line.finish(applyFault(hello.argv, faulty));
      }
    });
  });
  const port = await listen(server);
  served.home = await writeHome(options.home, { port, token }, options.dialect);
  return {
    home: served.home,
    fault: (fault) => carryOutFault(fault, faulty),
    process: (argv) => supervisor.run(argv),
    close: async () => {
      native?.close();
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((done) => {
        server.close(() => {
          done();
        });
      });
    },
  };
}

/** The wire to one program. Sending to one that is gone does nothing. */
interface ProgramLine {
  readonly input: LineQueue;
  /** Aborted when the program is gone. */
  readonly gone: AbortSignal;
  send(frame: OutputFrame): void;
  finish(answer: { readonly exitCode: number; readonly out: string; readonly err: string }): void;
}

function runOneShell(line: ProgramLine, hello: Hello, options: ServeOptions, home: string, noise: ShellNoise): void {
  const finished = runShell({
    servers: options.cluster,
    dialect: options.dialect,
    clock: options.clock,
    random: options.random,
    startLatencyMs: options.startLatencyMs ?? 0,
    argv: hello.argv,
    home,
    pid: hello.pid,
    signal: line.gone,
    lines: line.input,
    out: (text) => {
      line.send({ out: noise.over(text) });
    },
    err: (text) => {
      line.send({ err: text });
    },
    writeFile: (path, text) => {
      writeFileSync(resolve(home, path), text);
    },
  });
  finished.then(
    (exitCode) => {
      line.send({ exit: exitCode });
    },
    (error: unknown) => {
      line.finish({ exitCode: 70, out: '', err: `the simulated shell broke: ${String(error)}\n` });
    },
  );
}

/** Reads what a program sends; one that does not know the token, or sends nonsense, is cut off. */
function attend(socket: Socket, token: string, begin: (hello: Hello, line: ProgramLine) => void): void {
  const gone = new AbortController();
  const frames = new LineCutter();
  const stdin = new LineCutter();
  const input = new LineQueue(gone.signal);
  const send = (frame: OutputFrame): void => {
    if (socket.writable) socket.write(`${JSON.stringify(frame)}\n`);
  };
  const line: ProgramLine = {
    input,
    gone: gone.signal,
    send,
    finish: ({ exitCode, out, err }) => {
      if (out !== '') send({ out });
      if (err !== '') send({ err });
      send({ exit: exitCode });
    },
  };
  let known = false;
  const receive = (text: string): boolean => {
    const value = parseJson(text);
    if (!known) {
      const hello = helloSchema.safeParse(value);
      if (!hello.success || !isToken(hello.data.token, token)) return false;
      known = true;
      begin(hello.data, line);
      return true;
    }
    const given = inputSchema.safeParse(value);
    if (!given.success) return false;
    const lines = 'end' in given.data ? stdin.flush() : stdin.cut(given.data.stdin);
    for (const one of lines) input.push(one);
    if ('end' in given.data) input.end();
    return true;
  };
  socket.setEncoding('utf8');
  socket.setNoDelay(true);
  socket.on('data', (text: string) => {
    if (!frames.cut(text).every(receive) || frames.held > longestFrame) socket.destroy();
  });
  // A program that was killed takes its shell with it; `close` follows every error.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    gone.abort();
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isToken(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** Answers with the port. */
function listen(server: Server): Promise<number> {
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') failed(new Error('the simulated cluster has no port'));
      else done(address.port);
    });
  });
}
