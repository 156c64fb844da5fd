import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { codeOf } from '../../lib/thrown.js';
import type { ProcessIdentity } from '../../store/command-records.js';

/** Who `pid` is now; undefined when there is no such process, or only its unreaped remains. */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  const began = process.platform === 'linux' ? await beganByProc(pid) : await beganByPs(pid);
  return began === undefined ? undefined : { pid, began };
}

/** @throws when the system cannot be asked, so that "cannot tell" is never taken for "dead". */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  return (await identify(identity.pid))?.began === identity.began;
}

/** Start time in clock ticks since boot, and which boot (proc(5)). */
async function beganByProc(pid: number): Promise<string | undefined> {
  const [stat, boot] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8').catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    }),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
  ]);
  if (stat === undefined) return undefined;
  // The name, in parentheses, may contain anything; what follows its last one is numbers.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  const startTicks = fields[19];
  if (startTicks === undefined) throw new Error(`/proc/${pid}/stat is not understood`);
  return state === 'Z' || state === 'X' ? undefined : `${boot.trim()}/${startTicks}`;
}

async function beganByPs(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    });
    const [state, ...began] = stdout.trim().split(/\s+/);
    return state === undefined || state === '' || state.startsWith('Z') ? undefined : began.join(' ');
  } catch (error) {
    // ps says "no such process" with exit code 1 and no word.
    if (error instanceof Error && 'code' in error && error.code === 1) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ESRCH';
}
