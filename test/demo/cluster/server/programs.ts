import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realClock } from '../../../../src/lib/clock.js';
import { Random } from '../../../../src/lib/random.js';
import type { Generation } from '../../../../demo/cluster/servers.js';
import { fieldCluster } from '../../../../demo/cluster/model/default-cluster.js';
import { SimulatedCluster } from '../../../../demo/cluster/model/simulated-cluster.js';
import { scaledClock } from '../../../../demo/cluster/scaled-clock.js';
import { faultsOf } from '../../../../demo/cluster/server/cluster-faults.js';
import { serveSimulatedCluster } from '../../../../demo/cluster/server/serve.js';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A real program with what it has printed so far. */
export class Program {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';

  constructor(file: string, args: readonly string[], cwd: string) {
    this.child = spawn(file, args, { cwd, stdio: 'pipe' });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (code, signal) => {
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr });
      });
    });
  }

  write(text: string): void {
    this.child.stdin?.write(text);
  }

  end(): void {
    this.child.stdin?.end();
  }

  /** Resolves when the program has printed `text` to stdout. */
  async says(text: string): Promise<void> {
    await Promise.race([
      this.ended,
      new Promise<void>((resolve) => {
        const look = (): void => {
          if (!this.stdout.includes(text)) return;
          this.child.stdout?.off('data', look);
          resolve();
        };
        this.child.stdout?.on('data', look);
        look();
      }),
    ]);
    if (!this.stdout.includes(text))
      throw new Error(`it ended without saying ${JSON.stringify(text)}: ${this.stdout}${this.stderr}`);
  }
}

export interface ServedForTest {
  readonly cluster: SimulatedCluster;
  readonly home: string;
  readonly metas: string;
  /** A program of the home with these arguments, called from there; its input stays open. */
  open(program: 'run.sh' | 'process.sh' | 'fault.sh', ...args: string[]): Program;
  /** The same with this input, to its end. */
  run(program: 'run.sh' | 'process.sh' | 'fault.sh', args: readonly string[], input?: string): Promise<Ended>;
  shell(...lines: string[]): Promise<Ended>;
  close(): Promise<void>;
}

/** A cluster like the real ones that were watched, in a folder of its own, `speed` times as fast. */
export async function serveForTest(generation: Generation, speed: number): Promise<ServedForTest> {
  const folder = await mkdtemp(join(tmpdir(), "a cluster's home "));
  const clock = scaledClock(realClock, speed);
  const layout = fieldCluster({ clock, seed: 1, generation });
  const cluster = new SimulatedCluster(layout);
  const served = await serveSimulatedCluster({
    cluster,
    processes: cluster,
    collectors: layout.collectors,
    clock,
    random: new Random(1),
    dialect: generation,
    home: folder,
    injectFault: faultsOf(cluster.faults),
  });
  const metas = layout.metas.join(',');
  const open: ServedForTest['open'] = (program, ...args) => new Program(join(served.home, program), args, served.home);
  const run: ServedForTest['run'] = (program, args, input = '') => {
    const opened = open(program, ...args);
    opened.write(input);
    opened.end();
    return opened.ended;
  };
  return {
    cluster,
    home: served.home,
    metas,
    open,
    run,
    shell: (...lines) => run('run.sh', ['shell', '--cluster', metas], lines.map((line) => `${line}\n`).join('')),
    close: async () => {
      cluster.close();
      await served.close();
      await rm(folder, { recursive: true });
    },
  };
}
