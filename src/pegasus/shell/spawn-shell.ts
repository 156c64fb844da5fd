import type { ChildProcess } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { execa } from 'execa';
import type { Clock } from '../../lib/clock.js';
import { restOfOutput } from '../../lib/rest-of-output.js';
import type { ShellRunner } from './shell-child.js';

/** How long a shell may take to end by itself after it was told to. */
const patienceMs = 500;
/** How long after its end the rest of what it printed is waited for, when somebody else holds its pipes. */
const restMs = 300;

/**
 * Starts real shells, each in the folder of its `run.sh`: that of 2.0 to 2.5 takes the folder in which it is started
 * for its own. `run.sh` starts the shell proper as its child, so each gets a process group of its own and is ended as a
 * group. A group is not ended with this process by itself, hence the exit hook; if even that cannot run, the shells
 * read the end of their input and leave.
 */
export function spawnShell(clock: Clock): ShellRunner {
  return (argv, signal) => {
    const [file = '', ...args] = argv;
    const program = resolve(file);
    const child = execa(program, args, {
      cwd: dirname(program),
      stdin: 'pipe',
      stdout: 'pipe',
      stderr: 'pipe',
      buffer: false,
      reject: false,
      detached: true,
      stripFinalNewline: false,
      extendEnv: false,
      env: withoutSecrets(process.env),
    });
    child.stdout.setEncoding('utf8');
    child.stderr.setEncoding('utf8');
    // A shell that ended before it read everything: its exit code tells, not the broken pipe.
    child.stdin.on('error', () => undefined);

    let gone = false;
    let patience: Promise<void> | undefined;
    const group = child.pid;
    if (group !== undefined) endWithUs(group);

    const complaints = new Set<(text: string) => void>();
    const exited = (async () => {
      const closed = new Promise((done) => child.once('close', done));
      const end = await endOf(child);
      // One that was told to end is waited for with everything it started.
      await Promise.race([closed, patience]);
      await restOfOutput(closed, restMs, clock);
      gone = true;
      signal.removeEventListener('abort', kill);
      if (group !== undefined) running.delete(group);
      child.stdout.destroy();
      child.stderr.destroy();
      if (end.kind === 'ended') return end.code;
      for (const complain of complaints) complain(`${end.why}\n`);
      return 127;
    })();

    function kill(): void {
      if (gone || group === undefined || patience !== undefined) return;
      child.stdin.destroy();
      endGroup(group, 'SIGTERM');
      patience = clock.sleep(patienceMs).then(() => {
        if (!gone) endGroup(group, 'SIGKILL');
      });
    }

    if (signal.aborted) kill();
    else signal.addEventListener('abort', kill, { once: true });

    return {
      write: (line) => {
        if (child.stdin.writable) child.stdin.write(`${line}\n`);
      },
      end: () => {
        child.stdin.end();
      },
      onStdout: (listener) => {
        child.stdout.on('data', listener);
      },
      onStderr: (listener) => {
        complaints.add(listener);
        child.stderr.on('data', listener);
      },
      exited,
      kill,
    };
  };
}

type End = { readonly kind: 'ended'; readonly code: number } | { readonly kind: 'not-started'; readonly why: string };

type Started = Pick<ChildProcess, 'pid' | 'once'> & PromiseLike<{ readonly originalMessage?: string | undefined }>;

/** When the process itself has ended, whoever still holds its pipes. */
async function endOf(child: Started): Promise<End> {
  if (child.pid === undefined)
    return { kind: 'not-started', why: (await child).originalMessage ?? 'it could not be started' };
  return new Promise((done) => {
    child.once('exit', (code, signal) => {
      done({ kind: 'ended', code: code ?? 128 + (signalNumbers[signal ?? ''] ?? 0) });
    });
  });
}

const signalNumbers: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGTERM: 15,
};

/** The shell has no use for the bot's tokens, and what it starts could print its environment. */
function withoutSecrets(environment: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment))
    if (value !== undefined && !name.startsWith('SLACK_')) kept[name] = value;
  return kept;
}

const running = new Set<number>();
let hooked = false;

function endWithUs(group: number): void {
  running.add(group);
  if (hooked) return;
  hooked = true;
  process.once('exit', () => {
    for (const left of running) endGroup(left, 'SIGKILL');
  });
}

function endGroup(group: number, how: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-group, how);
  } catch {
    // Nobody of the group is left.
  }
}
