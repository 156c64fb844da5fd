import { z } from 'zod';
import { fail, ok, type Result } from '../../../lib/result.js';
import type { ServiceState, ServiceVerb } from '../../over-ssh/service.js';
import { parseJson } from '../../../lib/parse-json.js';

const container = z.object({
  id: z.string().regex(/^[0-9a-f]{12,64}$/),
  /** How often Docker itself started it again. */
  restarts: z.int().min(0),
  image: z.string(),
  state: z.object({
    Status: z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']),
    Pid: z.int().min(0),
    ExitCode: z.int(),
    OOMKilled: z.boolean(),
    StartedAt: z.string(),
  }),
});

export type Container = z.output<typeof container>;

/**
 * What words.ts shows of the containers of a service: the line with their ids, and a line about each. Without the
 * first, or with another container in the others, it is a failure, and never "there is none".
 */
export function parseContainers(service: string, printed: string): Result<readonly Container[], string> {
  const notUnderstood = (): Result<never, string> => {
    const shown = JSON.stringify(printed.trim().slice(0, 500));
    return fail(`what docker shows of the containers of ${service} is not understood: ${shown}`);
  };
  const lines = printed.split(/\r?\n/);
  const [ids, ...more] = lines.flatMap((line) => /^containers:((?: [0-9a-f]{64})*)\s*$/.exec(line)?.[1] ?? []);
  if (ids === undefined || more.length > 0) return notUnderstood();
  const found: Container[] = [];
  for (const line of lines.filter((each) => each.startsWith('{"id":'))) {
    const json = parseJson(line);
    const parsed = json.ok ? container.safeParse(json.value) : undefined;
    if (parsed?.success !== true) return notUnderstood();
    found.push(parsed.data);
  }
  return found.map(({ id }) => id).join(' ') === ids.trim() ? ok(found) : notUnderstood();
}

/**
 * The one container that a server is. Two are there for a moment while one takes the place of the other.
 * @param verb what is being done: after a restart it is another container, after a start another process
 */
export function stateOf(containers: readonly Container[], verb: ServiceVerb): ServiceState {
  const [only, ...more] = containers;
  const none = { pid: 0, invocation: '', restarts: 0 };
  if (only === undefined) return { ...none, phase: 'down', final: true, said: 'without a container' };
  if (more.length > 0)
    return { ...none, phase: 'changing', final: false, said: `${containers.length} containers: ${idsOf(containers)}` };
  const { id, restarts, state } = only;
  return {
    phase: phaseOf(only),
    // One that ended by itself may be started again in a moment (`restart:` of its service).
    final: state.Status === 'created',
    pid: state.Pid,
    invocation: verb === 'restart' ? id : `${id} since ${state.StartedAt}`,
    restarts,
    said: `${saidOf(only)}, container ${id.slice(0, 12)}`,
  };
}

export const idsOf = (containers: readonly Container[]): string =>
  containers.map(({ id }) => id.slice(0, 12)).join(', ');

function phaseOf({ state: { Status, Pid } }: Container): ServiceState['phase'] {
  if (Status === 'running') return Pid === 0 ? 'changing' : 'running';
  return (Status === 'exited' || Status === 'created' || Status === 'dead') && Pid === 0 ? 'down' : 'changing';
}

export function saidOf({ image, state: { Status, ExitCode, OOMKilled } }: Container): string {
  if (Status === 'running') return `running ${image}`;
  if (Status !== 'exited') return Status;
  if (OOMKilled) return `exited (${ExitCode}: out of memory)`;
  return ExitCode === 137 ? 'exited (137: it did not end by itself, and was killed)' : `exited (${ExitCode})`;
}
