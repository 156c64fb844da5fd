import type { ClusterLeft } from '../../roll/what-is-left.js';
import type { LoggedEvent } from '../../roll/event.js';
import type { Run } from '../../roll/run.js';
import { count, cut, listing, quoted, sentence } from '../text.js';
import { addressRuns } from './address-runs.js';
import { leadershipWords } from './leadership-words.js';

type Seen = Extract<ClusterLeft, { kind: 'seen' }>;

/** What the cluster was like when the run ended; undefined where that was not looked at. */
export function clusterLeftOf({ log }: Run): ClusterLeft | undefined {
  return log.findLast((event): event is Extract<LoggedEvent, { kind: 'ended' }> => event.kind === 'ended')?.cluster;
}

/** What is wrong, in a few words for a title; empty when nothing is. */
export function troubleWords(left: ClusterLeft | undefined): string {
  if (left === undefined) return '';
  if (left.kind === 'unread') return 'the cluster could not be read at the end';
  return [
    ...(left.dead.length === 0 ? [] : [`${count(left.dead.length, 'server')} not ALIVE`]),
    ...(left.short.length === 0 ? [] : [`${count(partitionsShort(left), 'partition')} not full`]),
    ...(left.silentMetas.length === 0
      ? []
      : [`${count(left.silentMetas.length, 'meta')} ${left.silentMetas.length === 1 ? 'does' : 'do'} not answer`]),
    ...(left.drained.length === 0 ? [] : [`${count(left.drained.length, 'server')} left drained`]),
  ].join(', ');
}

const partitionsShort = ({ short }: Seen): number => short.reduce((sum, { partitions }) => sum + partitions, 0);

/** A line for each thing that the outcome says of the cluster. */
export function clusterLeftLines(left: ClusterLeft | undefined): readonly string[] {
  if (left === undefined) return [];
  if (left.kind === 'unread')
    return [
      `:warning: What the cluster is like is not known: it could not be read at the end (${cut(sentence(left.why), 400)}). ` +
        'Look at it before the next run.',
    ];
  const addresses = (named: readonly string[]): string => listing(addressRuns(named), 400);
  const wrong = [
    ...(left.dead.length === 0
      ? []
      : [
          `:warning: *Not ALIVE* (${left.dead.length}): ${addresses(left.dead)}. Start ` +
            `${left.dead.length === 1 ? 'it' : 'them'} again; otherwise the meta copies what ` +
            `${left.dead.length === 1 ? 'it' : 'they'} held to other servers once the assign delay is ` +
            'over.',
        ]),
    ...left.drained
      .map(
        ({ address, missing }) =>
          `:warning: \`${quoted(address)}\` is left drained: ${count(missing, 'copy', 'copies')} that ` +
          `were taken off it ${missing === 1 ? 'is' : 'are'} not back.`,
      )
      .slice(0, 5),
    ...(left.short.length === 0
      ? []
      : [
          `:warning: *Not full*: ${count(partitionsShort(left), 'partition')}, ${listing(
            left.short.map(({ table, partitions, of }) => `${quoted(table)} ${partitions} of ${of}`),
            400,
          )}.`,
        ]),
    ...(left.lost === 0
      ? []
      : [`:rotating_light: *${count(left.lost, 'partition')} with no replica left.* In the shell: ddd_diagnose.`]),
    ...(left.silentMetas.length === 0
      ? []
      : [
          `:warning: *Metas that do not answer* (${left.silentMetas.length}): ` +
            `${addresses(left.silentMetas)}. With another one down the cluster may have no leader: start ` +
            `${left.silentMetas.length === 1 ? 'it' : 'them'} again.`,
        ]),
  ];
  const well = wrong.length === 0 ? ['Every server is ALIVE, every partition is full, every meta answers.'] : [];
  return [
    ...wrong,
    ...well,
    `${left.uneven ? ':scales: *Leadership is uneven:* ' : 'Leadership: '}${leadership(left)}.`,
  ];
}

function leadership({ leadership: led }: Seen): string {
  const now = led.map(({ address, now: primaries }) => ({ address, primaries }));
  const before = led.flatMap(({ address, before: primaries }) =>
    primaries === undefined ? [] : [{ address, primaries }],
  );
  return `${leadershipWords(now)}${before.length < now.length ? '' : `, before the run ${leadershipWords(before)}`}`;
}

/** Whether a rebalance would mend something, and may be begun now. */
export const wantsRebalance = (left: ClusterLeft | undefined): boolean => left?.kind === 'seen' && left.uneven;

/** Balancing moves replicas: it is for a cluster that is whole. */
export const mayRebalance = (left: ClusterLeft | undefined): boolean =>
  left?.kind === 'seen' && left.uneven && left.dead.length === 0 && left.short.length === 0 && left.lost === 0;
