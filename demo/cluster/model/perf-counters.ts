import type { ReplicaCounts } from './replica-host.js';
import { wallClock } from './server-process.js';

type Filter = (name: string) => boolean;

/** The filter of `perf-counters` and its variants; undefined for other commands. */
export function counterFilter(command: string, args: readonly string[]): Filter | undefined {
  const any =
    (matches: (name: string, arg: string) => boolean): Filter =>
    (name) =>
      args.some((arg) => matches(name, arg));
  switch (command) {
    case 'perf-counters':
      return any((name, arg) => basicRegExp(arg)?.test(name) === true);
    case 'perf-counters-by-substr':
      return any((name, arg) => name.includes(arg));
    case 'perf-counters-by-prefix':
      return any((name, arg) => name.startsWith(arg));
    case 'perf-counters-by-postfix':
      return any((name, arg) => name.endsWith(arg));
    default:
      return undefined;
  }
}

/** The counters' snapshot: compact JSON, values as floats, in no order to rely on. */
export function counterAnswer(
  counters: readonly (readonly [name: string, value: number])[],
  filter: Filter,
  takenAt: number,
): string {
  const chosen = counters
    .filter(([name]) => filter(name))
    .map(([name, value]) => `{"name":${JSON.stringify(name)},"type":"NUMBER","value":${value.toFixed(1)}}`);
  return `{"result":"OK","timestamp":${Math.floor(takenAt / 1000)},"timestamp_str":"${wallClock(takenAt)}","counters":[${chosen.join(',')}]}`;
}

/** What newer servers, whose counters have become metrics, still answer. */
export const noCounters = '{"result":"OK","timestamp":0,"timestamp_str":"1970-01-01 00:00:00","counters":[]}';

export const replicaCounters = (
  { serving, opening, closing }: ReplicaCounts,
  learning: number,
): readonly (readonly [string, number])[] => [
  ['replica*eon.replica_stub*replica(Count)', serving],
  ['replica*eon.replica_stub*opening.replica(Count)', opening],
  ['replica*eon.replica_stub*closing.replica(Count)', closing],
  ['replica*eon.replica_stub*replicas.learning.count', learning],
];

/** POSIX basic: `( ) { } + ? |` mean themselves unless escaped, and the whole name must match. */
function basicRegExp(pattern: string): RegExp | undefined {
  const source = pattern.replace(
    /\\([(){}])|\\(.)|([(){}+?|])/g,
    (_whole, group?: string, escaped?: string, literal?: string) =>
      group ?? (escaped === undefined ? `\\${literal ?? ''}` : `\\${escaped}`),
  );
  try {
    return new RegExp(`^(?:${source})$`);
  } catch {
    return undefined;
  }
}
