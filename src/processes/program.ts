import { spawn, type ChildProcess } from 'node:child_process';
import type { Clock } from '../lib/clock.js';
import { restOfOutput } from '../lib/rest-of-output.js';
import { reasonOf } from '../lib/thrown.js';

/** How a program ended. */
export type ProgramEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'killed'; readonly signal: string }
  | { readonly kind: 'timed-out'; readonly afterMs: number }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'not-started'; readonly reason: string };

export interface RunningProgram {
  readonly pid: number | undefined;
  /** Resolves when the program itself has ended and what it wrote until then has been read. */
  readonly ended: Promise<ProgramEnd>;
  /** Resolves when nobody holds its output any more: a server that it left behind may do so for long. */
  readonly closed: Promise<void>;
}

/** A program that writes on is not waited for longer than this once it has ended itself. */
const drainMs = 300;
/** A process that not even SIGKILL ends is stuck in the kernel; its end is not waited for. */
const stuckMs = 5_000;
const pollMs = 50;

/** What is run, and where what it writes goes. */
interface ProgramOptions {
  readonly argv: readonly string[];
  readonly folder?: string;
  readonly input?: string;
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  readonly onOutput: (chunk: Buffer) => void;
}

/**
 * Runs an argument list without a shell, in a process group of its own, with `input` or nothing on its standard input,
 * in `folder` where one is given. After `timeoutMs`, or when `signal` aborts, the whole group gets SIGTERM and,
 * `graceMs` later, SIGKILL. It never rejects.
 */
export function runProgram(
  options: ProgramOptions & {
    readonly timeoutMs: number;
    readonly graceMs: number;
    readonly clock: Clock;
    readonly signal?: AbortSignal;
  },
): RunningProgram {
  const started = begin(options, true);
  if (typeof started === 'string') return notStarted(started);
  const { child, exit, closed } = started;
  return { pid: child.pid, closed, ended: conclude(child, exit, closed, options) };
}

/**
 * For programs that run beside the bot and have a time limit themselves: runs another one in their own process group,
 * so that whoever ends them ends it, too.
 * @returns how it ended, and all that it wrote
 */
export async function runInGroup(
  options: Omit<ProgramOptions, 'environment' | 'onOutput'> & { readonly onOutput?: ProgramOptions['onOutput'] },
  clock: Clock,
): Promise<{ readonly end: ProgramEnd; readonly printed: string }> {
  const chunks: Buffer[] = [];
  const onOutput = (chunk: Buffer): void => {
    options.onOutput?.(chunk);
    chunks.push(chunk);
  };
  const started = begin({ ...options, environment: process.env, onOutput }, false);
  if (typeof started === 'string') return { end: { kind: 'not-started', reason: started }, printed: '' };
  const end = await started.exit;
  await restOfOutput(started.closed, drainMs, clock);
  // Read as one: a character may come in two chunks.
  return { end, printed: Buffer.concat(chunks).toString('utf8') };
}

interface Started {
  readonly child: ChildProcess;
  readonly exit: Promise<ProgramEnd>;
  readonly closed: Promise<void>;
}

/** A sentence where it could not even be tried. */
function begin({ argv, folder, input, environment, onOutput }: ProgramOptions, ownGroup: boolean): Started | string {
  const [program, ...rest] = argv;
  if (program === undefined || program === '') return 'no program is named';
  let child: ChildProcess;
  try {
    child = spawn(program, rest, {
      detached: ownGroup,
      shell: false,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      env: environment,
      ...(folder === undefined ? {} : { cwd: folder }),
    });
  } catch (error) {
    return `${program}: ${reasonOf(error)}`;
  }
  // A program that ends without reading its input says so by its exit code, not by the broken pipe.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);
  child.stdout?.on('data', onOutput);
  child.stderr?.on('data', onOutput);
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => {
      resolve();
    });
    child.once('error', () => {
      if (child.pid === undefined) resolve();
    });
  });
  const exit = new Promise<ProgramEnd>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(code === null ? { kind: 'killed', signal: signal ?? 'an unknown signal' } : { kind: 'exited', code });
    });
    child.once('error', (error) => {
      if (child.pid === undefined) resolve({ kind: 'not-started', reason: whyNotStarted(program, error) });
    });
  });
  return { child, exit, closed };
}

async function conclude(
  child: ChildProcess,
  exit: Promise<ProgramEnd>,
  closed: Promise<void>,
  {
    clock,
    timeoutMs,
    graceMs,
    signal,
  }: { readonly clock: Clock; readonly timeoutMs: number; readonly graceMs: number; readonly signal?: AbortSignal },
): Promise<ProgramEnd> {
  const over = new AbortController();
  const cutShort = new Promise<ProgramEnd>((resolve) => {
    const cancel = clock.after(timeoutMs, () => {
      resolve({ kind: 'timed-out', afterMs: timeoutMs });
    });
    over.signal.addEventListener('abort', cancel);
    const cancelled = (): void => {
      resolve({ kind: 'cancelled' });
    };
    if (signal?.aborted === true) cancelled();
    else signal?.addEventListener('abort', cancelled, { once: true, signal: over.signal });
  });
  const end = await Promise.race([exit, cutShort]);
  over.abort();
  if ((end.kind === 'timed-out' || end.kind === 'cancelled') && child.pid !== undefined) {
    await endGroup(child.pid, graceMs, clock);
    await within(exit, stuckMs, clock);
  }
  await restOfOutput(closed, drainMs, clock);
  return end;
}

/** SIGTERM for the group, then SIGKILL for whoever is left of it. */
async function endGroup(leader: number, graceMs: number, clock: Clock): Promise<void> {
  if (!signalGroup(leader, 'SIGTERM')) return;
  for (let waited = 0; waited < graceMs; waited += pollMs) {
    await clock.sleep(pollMs);
    if (!signalGroup(leader, 0)) return;
  }
  signalGroup(leader, 'SIGKILL');
}

/** Answers whether there is such a group. */
function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}

/** Resolves with the promise, or after `ms`. */
async function within(promise: Promise<unknown>, ms: number, clock: Clock): Promise<void> {
  const settled = new AbortController();
  await Promise.race([promise, clock.sleep(ms, settled.signal)]);
  settled.abort();
}

function whyNotStarted(program: string, error: Error): string {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return `${program}: there is no such program`;
  if (code === 'EACCES') return `${program}: it may not be executed`;
  return `${program}: ${error.message}`;
}

const notStarted = (reason: string): RunningProgram => ({
  pid: undefined,
  ended: Promise.resolve({ kind: 'not-started', reason }),
  closed: Promise.resolve(),
});
