import { createShellAdmin, type ShellTimeouts } from '../../../src/pegasus/shell/shell-admin.js';
import type { ShellChild, ShellRunner } from '../../../src/pegasus/shell/shell-child.js';
import type { ClusterAdmin } from '../../../src/pegasus/cluster-admin.js';
import { Random } from '../../../src/lib/random.js';
import { VirtualClock } from '../../../src/lib/virtual-clock.js';
import type { Generation, SimulatedServers } from '../../../demo/cluster/servers.js';
import { runShellInProcess } from '../../../demo/cluster/shell/in-process.js';
import { silent } from '../../support/silent.js';

export interface ShellScene {
  readonly clock: VirtualClock;
  readonly admin: ClusterAdmin;
  /** The arguments every shell was started with. */
  readonly starts: string[][];
  /** Every line every shell was sent. */
  readonly lines: string[];
  /** Everything the last shell printed. */
  readonly printed: { stdout: string; stderr: string };
  /** Waits for an answer while virtual time passes. */
  soon<Value>(answer: Promise<Value>, limitMs?: number): Promise<Value>;
}

/** The shell adapter in front of simulated servers, without processes and on a clock of its own. */
export function shellScene(
  servers: SimulatedServers,
  options: {
    dialect?: Generation;
    timeouts?: Partial<ShellTimeouts>;
    metas?: readonly string[];
    mayAsk?: (leader: string) => boolean;
  } = {},
): ShellScene {
  const clock = new VirtualClock();
  const random = new Random(7);
  const starts: string[][] = [];
  const lines: string[] = [];
  const printed = { stdout: '', stderr: '' };
  const runner: ShellRunner = (argv, signal) => {
    starts.push([...argv]);
    printed.stdout = '';
    printed.stderr = '';
    const child: ShellChild = runShellInProcess({
      servers,
      dialect: options.dialect ?? servers.generation,
      clock,
      random,
      startLatencyMs: 50,
      argv: argv.slice(1),
      signal,
    });
    child.onStdout((text) => {
      printed.stdout += text;
    });
    child.onStderr((text) => {
      printed.stderr += text;
    });
    return {
      ...child,
      write: (line) => {
        lines.push(line);
        child.write(line);
      },
    };
  };
  return {
    clock,
    starts,
    lines,
    printed,
    admin: createShellAdmin({
      home: '/opt/pegasus',
      metas: options.metas ?? servers.metaAddresses,
      clock,
      log: silent,
      runner,
      ...(options.mayAsk === undefined ? {} : { mayAsk: options.mayAsk }),
      ...(options.timeouts === undefined ? {} : { timeouts: options.timeouts }),
    }),
    soon: async (answer, limitMs = 120_000) => {
      let settled = false;
      const done = (): void => {
        settled = true;
      };
      answer.then(done, done);
      await clock.until(() => settled, limitMs);
      return answer;
    },
  };
}
