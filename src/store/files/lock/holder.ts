import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import { codeOf } from '../../../lib/thrown.js';
import type { Kind } from '../../codec/document.js';

/** Who writes a folder. Everything by which another process can tell whether it still lives. */
export const holderSchema = z.strictObject({
  /** Unlike any other, ever. */
  token: z.string().regex(/^[0-9a-f-]{8,64}$/),
  pid: z.number().int().positive(),
  host: z.string(),
  since: z.number(),
  /** The machine's own id and that of its present boot, where it tells. */
  machine: z.string().optional(),
  boot: z.string().optional(),
  /** Process ids mean something only within one of these: containers have their own. */
  pidSpace: z.string().optional(),
  /** In clock ticks since the boot (field 22 of /proc/<pid>/stat): a process id can come again, with another one. */
  startedAt: z.string().optional(),
});
export type Holder = z.infer<typeof holderSchema>;

/** With a checksum like every document: a process id with one digit changed would name a process that is dead. */
export const holderKind: Kind<Holder> = { name: 'lock', schema: holderSchema, migrations: [] };

/** This process. */
export function thisProcess(token: string, since: number): Holder {
  return {
    token,
    pid: process.pid,
    host: hostname(),
    since,
    machine: line('/etc/machine-id'),
    boot: line('/proc/sys/kernel/random/boot_id'),
    pidSpace: pidSpace(),
    startedAt: readProcess(process.pid)?.startedAt,
  };
}

/**
 * `dead` only when that is certain; `unknown` when the holder cannot be seen from here, so that only
 * its heartbeat can tell.
 */
export function lifeOf(holder: Holder, us: Holder): 'alive' | 'dead' | 'unknown' {
  if (holder.host !== us.host || holder.machine !== us.machine || holder.boot === undefined || us.boot === undefined)
    return 'unknown';
  // Without an id of the machine, another boot may as well be another machine of the same name.
  if (holder.boot !== us.boot) return holder.machine === undefined ? 'unknown' : 'dead';
  if (holder.pidSpace !== us.pidSpace) return 'unknown';
  if (!processExists(holder.pid)) return 'dead';
  const seen = readProcess(holder.pid);
  if (seen === undefined) return 'alive';
  // A zombie has ended; its parent has not noticed yet.
  if (seen.state === 'Z' || seen.state === 'X') return 'dead';
  return holder.startedAt !== undefined && holder.startedAt !== seen.startedAt ? 'dead' : 'alive';
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and another user's.
    return codeOf(error) !== 'ESRCH';
  }
}

/** State letter and start time out of /proc/<pid>/stat; undefined where there is none. */
function readProcess(pid: number): { readonly state: string; readonly startedAt: string } | undefined {
  const stat = line(`/proc/${pid}/stat`);
  // The name in parentheses may itself hold spaces and parentheses.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields?.[0];
  const startedAt = fields?.[19];
  return state === undefined || startedAt === undefined ? undefined : { state, startedAt };
}

function pidSpace(): string | undefined {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return undefined;
  }
}

function line(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return text === '' ? undefined : text;
  } catch {
    return undefined;
  }
}
