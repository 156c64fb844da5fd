import { lookup } from 'node:dns/promises';
import { fail, ok, type Result } from '../../../lib/result.js';
import { plainLines } from '../../supervision/tail.js';

export interface ShownTask {
  readonly task: string;
  readonly host: string;
  /** What supervisord says of its process; only the first generation tells. */
  readonly state: string | undefined;
}

/** The first generation: `… Showing task N of JOB on HOST(INSTANCE)`; its second: `… Task N of JOB on HOST: …`. */
const shown = [/\bShowing task (\d+) of (\S+) on ([^\s(:]+)\(/, /\bTask (\d+) of (\S+) on ([^\s(:]+):/] as const;
const state = /\bTask (\d+) of (\S+) on [^\s(]+\(\d+\) is (\S.*)$/;

/**
 * The tasks that `deploy show … --job JOB` printed. No task at all, or one task on two hosts, is a failure, and never
 * "there is none": exit code 0 proves nothing.
 */
export function parseTasks(job: string, printed: string): Result<readonly ShownTask[], string> {
  const hosts = new Map<string, string>();
  const states = new Map<string, string>();
  const lines = plainLines(printed);
  const notUnderstood = (why: string): Result<never, string> =>
    fail(`what deploy shows of ${job} is not understood: ${why}: ${lines.slice(-5).join(' / ').slice(0, 500)}`);
  for (const line of lines) {
    const [, number, of, said] = state.exec(line) ?? [];
    if (number !== undefined && said !== undefined && of === job) states.set(number, said);
    const [, task, ofJob, host] = shown.map((form) => form.exec(line)).find((found) => found !== null) ?? [];
    if (task === undefined || host === undefined || ofJob !== job) continue;
    if ((hosts.get(task) ?? host) !== host) return notUnderstood(`task ${task} is on two hosts`);
    hosts.set(task, host);
  }
  if (hosts.size === 0) return notUnderstood('it names no task');
  return ok([...hosts].map(([task, host]) => ({ task, host, state: states.get(task) })));
}

/**
 * The one task on a host. Hosts may be named otherwise by Minos than by the cluster: `addresses` are those of a name.
 */
export async function taskOn(
  host: string,
  tasks: readonly ShownTask[],
  addresses: (name: string) => Promise<readonly string[]>,
): Promise<Result<ShownTask, string>> {
  const own = new Set([host, ...(await addresses(host))]);
  const found: ShownTask[] = [];
  for (const each of tasks)
    if (own.has(each.host) || (await addresses(each.host)).some((address) => own.has(address))) found.push(each);
  const [only, ...more] = found;
  if (only !== undefined && more.length === 0) return ok(only);
  const known = tasks.map(({ task, host: on }) => `${task} on ${on}`).join(', ');
  return fail(`${only === undefined ? 'no task is' : 'more than one task is'} on ${host}: ${known}`);
}

/** What a name leads to here. */
export async function addressesOf(name: string): Promise<readonly string[]> {
  try {
    return (await lookup(name, { all: true })).map(({ address }) => address);
  } catch {
    // A name that is not known is no other host's.
    return [];
  }
}

/** Lines by which deploy says that something failed, whatever it ends with. */
export const failuresIn = (printed: string): readonly string[] =>
  plainLines(printed).filter((line) => /\bfail(?:ed|ure)?\b\s*(?::|$)|\bTraceback\b|\bcancel(?:l)?ed\b/i.test(line));
