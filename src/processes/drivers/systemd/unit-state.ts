import { fail, ok, type Result } from '../../../lib/result.js';
import type { ServiceState } from '../../over-ssh/service.js';

/** What is asked of a unit. Older versions do not have all of it: 219 has neither InvocationID nor NRestarts. */
const needed = ['LoadState', 'ActiveState', 'MainPID', 'ExecMainStartTimestampMonotonic', 'Result'] as const;
const newer = ['InvocationID', 'NRestarts'] as const;

/** The words of `systemctl` that show a unit. */
export const showUnit = (unit: string): readonly string[] => [
  'systemctl',
  'show',
  ...[...needed, ...newer].flatMap((property) => ['-p', property]),
  unit,
];

export interface UnitState {
  readonly load: string;
  readonly active: string;
  /** 0: no process. */
  readonly mainPid: number;
  /** Another one after each start; empty before the first. */
  readonly invocation: string;
  /** How often systemd itself started it again since somebody did. */
  readonly restarts: number;
  /** Why it ended last: `success`, `exit-code`, `signal`, `oom-kill`, … */
  readonly result: string;
}

/**
 * What `systemctl show` printed. What is needed and missing, twice there, or no number is a failure, and never
 * "stopped".
 */
export function parseUnitState(printed: string): Result<UnitState, string> {
  const values = new Map<string, string[]>();
  for (const line of printed.split(/\r?\n/)) {
    const [, name, value] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) values.set(name, [...(values.get(name) ?? []), value]);
  }
  const one = (name: string): string | undefined => {
    const [value, ...more] = values.get(name) ?? [];
    return more.length === 0 ? value : undefined;
  };
  const [load, active, pid, started, result] = needed.map(one);
  const restarts = one('NRestarts') ?? '0';
  if (load === undefined || active === undefined || result === undefined || !isCount(pid) || !isCount(restarts))
    return fail(`what systemctl shows of the unit is not understood: ${JSON.stringify(printed.slice(0, 500))}`);
  return ok({
    load,
    active,
    mainPid: Number(pid),
    invocation: one('InvocationID') ?? (started === undefined || started === '0' ? '' : `${pid} at ${started}`),
    restarts: Number(restarts),
    result,
  });
}

const isCount = (text: string | undefined): text is string => text !== undefined && /^\d{1,9}$/.test(text);

/** The state of a unit that can be used. */
export function readUnit(
  unit: string,
  { code, printed }: { readonly code: number; readonly printed: string },
): Result<ServiceState, string> {
  if (code !== 0) return fail(printed.trimEnd());
  const parsed = parseUnitState(printed);
  if (!parsed.ok) return parsed;
  const { load, active, mainPid, invocation, restarts, result } = parsed.value;
  if (load !== 'loaded') return fail(`${unit} cannot be used on this host: systemd says that it is ${load}`);
  const down = mainPid === 0 && (active === 'inactive' || active === 'failed');
  return ok({
    phase: down ? 'down' : active === 'active' && mainPid !== 0 ? 'running' : 'changing',
    final: down,
    pid: mainPid,
    invocation,
    restarts,
    said: result === 'success' ? active : `${active} (${result})`,
  });
}
