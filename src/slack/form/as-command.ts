import { roles } from '../../roll/ids.js';
import { allowWords } from '../parse/allow.js';
import type { RollRequestText } from '../parse/roll-options.js';

/** The words that would ask for the same thing, so that nothing a person filled in is lost. */
export function asCommand(command: string, { cluster, options, then = [] }: RollRequestText): string {
  const allowed = allowWords(options);
  const words = [
    ...(options.version === undefined ? [] : ['--version', options.version]),
    ...(options.mode === 'ha' ? [] : ['--mode', options.mode]),
    ...(options.drain === undefined ? [] : ['--drain', options.drain]),
    ...(options.roles.length === roles.length ? [] : ['--only', options.roles.join(',')]),
    ...(options.nodes === undefined ? [] : ['--nodes', options.nodes.join(',')]),
    ...(options.skip.length === 0 ? [] : ['--skip', options.skip.join(',')]),
    ...(options.from === undefined ? [] : ['--from', options.from]),
    ...(options.startedBefore === undefined ? [] : [`--started-before="${options.startedBefore}"`]),
    ...(options.stale === undefined ? [] : [`--stale=${inQuotes(`${options.stale.key}=${options.stale.value}`)}`]),
    ...(options.canary ? ['--canary'] : []),
    ...(options.soakMs === 0 ? [] : ['--soak', asTyped(options.soakMs)]),
    ...(options.startTimeoutMs === undefined ? [] : ['--start-timeout', asTyped(options.startTimeoutMs)]),
    ...(options.leaveLeadership === true ? ['--leave-leadership'] : []),
    ...(options.rebalance ? ['--rebalance'] : []),
    ...(options.allowLowReplication.length === 0
      ? []
      : ['--allow-low-replication', options.allowLowReplication.join(',')]),
    ...(allowed.length === 0 ? [] : ['--allow', allowed.join(',')]),
    ...(options.lowerMinLive === true ? ['--lower-min-live'] : []),
    ...(options.outsideWindow === undefined ? [] : [`--outside-window=${inQuotes(options.outsideWindow)}`]),
    ...(options.reason === undefined ? [] : [`--reason=${inQuotes(options.reason)}`]),
  ];
  return [command, 'roll', [cluster, ...then].join(','), ...words].join(' ');
}

/** Tied to its option by the `=`: a reason that begins with two hyphens would be taken for an option of its own. */
const inQuotes = (text: string): string => `"${text.replace(/["“”„‟]/g, "'")}"`;

/** Milliseconds as somebody would type them: in the largest unit that says them exactly. */
function asTyped(ms: number): string {
  const [unit, size] =
    (
      [
        ['h', 3_600_000],
        ['m', 60_000],
        ['s', 1000],
      ] as const
    ).find(([, each]) => ms % each === 0) ?? (['ms', 1] as const);
  return `${ms / size}${unit}`;
}
