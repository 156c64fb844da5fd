import { LineQueue } from './line-queue.js';
import type { ShellNoise } from './noise.js';
import { runShell, type ShellRun } from './session.js';

/** A running shell, seen from outside: the pipes and the exit of a child process. */
export interface ShellChild {
  /** One line of input, without its end. */
  write(line: string): void;
  /** The end of input. */
  end(): void;
  onStdout(listener: (text: string) => void): void;
  onStderr(listener: (text: string) => void): void;
  readonly exited: Promise<number>;
  /** SIGKILL: not another word, exit code 137. */
  kill(): void;
}

type InProcessOptions = Pick<ShellRun, 'servers' | 'dialect' | 'clock' | 'random' | 'startLatencyMs' | 'argv'> & {
  readonly signal?: AbortSignal;
  /** What it prints comes garbled while this says so. */
  readonly noise?: ShellNoise;
};

/** What one call of a real shell took, milliseconds (docs/pegasus.md, "Timings"). */
export const usualStartLatencyMs = 55;

/** Runs a shell without a process, on any clock. What `-o FILE` would write is dropped. */
export function runShellInProcess(options: InProcessOptions): ShellChild {
  const killed = new AbortController();
  const signal = options.signal === undefined ? killed.signal : AbortSignal.any([killed.signal, options.signal]);
  const lines = new LineQueue(signal);
  const stdout: ((text: string) => void)[] = [];
  const stderr: ((text: string) => void)[] = [];
  const tell = (listeners: readonly ((text: string) => void)[], text: string): void => {
    if (signal.aborted) return;
    for (const listener of listeners) listener(text);
  };
  return {
    write: (line) => {
      lines.push(line);
    },
    end: () => {
      lines.end();
    },
    onStdout: (listener) => {
      stdout.push(listener);
    },
    onStderr: (listener) => {
      stderr.push(listener);
    },
    // A turn later, so that whoever called can listen first.
    exited: Promise.resolve().then(() =>
      runShell({
        ...options,
        home: '/opt/pegasus',
        pid: options.random.between(1_000, 32_000),
        signal,
        lines,
        out: (text) => {
          tell(stdout, options.noise?.over(text) ?? text);
        },
        err: (text) => {
          tell(stderr, text);
        },
        writeFile: () => undefined,
      }),
    ),
    kill: () => {
      killed.abort('killed');
    },
  };
}
