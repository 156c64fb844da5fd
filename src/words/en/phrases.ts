import type { NodeAddress } from '../../roll/ids.js';
import type { ClusterAct, CommandVerb } from '../../roll/act.js';
import { person, quickStarts, stableMinutes } from '../common.js';

/** `1 partition`, `2 partitions`. */
export const numbered = (many: number, one: string, more = `${one}s`): string => `${many} ${many === 1 ? one : more}`;

/** A handful by name, the rest by number. */
export function some(items: readonly string[], most = 5): string {
  return items.length <= most ? items.join(', ') : `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
}

export const are = (many: number): string => (many === 1 ? 'is' : 'are');
export const have = (many: number): string => (many === 1 ? 'has' : 'have');

export const notAlive = (nodes: readonly NodeAddress[]): string => `${nodes.join(', ')} ${are(nodes.length)} not ALIVE`;

export const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** What an act sets: `assign delay`. */
export const settingOf = (act: ClusterAct['kind']): string => act.replace('set-', '').replaceAll('-', ' ');

/** `events (2)`, of names and a number each. */
export const withNumbers = (names: readonly string[], numbers: readonly number[], unit = ''): string =>
  names.map((name, place) => `${name} (${numbers[place] ?? 0}${unit})`).join(', ');

/** `"stop" and "start"`. */
export const commands = (verbs: readonly CommandVerb[]): string => verbs.map((verb) => `"${verb}"`).join(' and ');

export const people = (users: readonly string[]): string => users.map(person).join(', ');

/** Why servers whose process answers may not be ALIVE, and what cures it. Nothing when there are none. */
export function maybeIgnored(servers: readonly NodeAddress[]): readonly string[] {
  if (servers.length === 0) return [];
  const [it, its] = servers.length === 1 ? ['it', 'its'] : ['them', 'their'];
  const runs = servers.length === 1 ? 'the process runs' : 'the processes run';
  return [
    `${runs} and answer${servers.length === 1 ? 's' : ''}: the meta may be ignoring ${it} after ` +
      `${quickStarts} quick starts (unstable restart). Leave ${it} running for ${stableMinutes} minutes without ` +
      `another start, or restart the leading meta, which forgets ${its} starts`,
  ];
}

/** How far a server is that opens its replicas, where it tells. */
export const opened = (done: number | undefined, of: number | undefined, open: string): string =>
  done === undefined || of === undefined ? '' : ` (${done} of ${of} ${open})`;
