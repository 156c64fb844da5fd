import { fail, ok, type Result } from '../../../lib/result.js';

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

/** What `systemctl show` printed. What is missing, twice there, or no number is a failure, and never "stopped". */
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
