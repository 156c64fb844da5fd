import type { ClusterLeft } from '../../roll/what-is-left.js';
import type { LoggedEvent } from '../../roll/event.js';
import type { Run } from '../../roll/run.js';
import { count, cut, listing, quoted, sentence } from '../text.js';
import { addressRuns } from './address-runs.js';
import { leadershipWords } from './leadership-words.js';
import { inLanguage } from '../language.js';

type Seen = Extract<ClusterLeft, { kind: 'seen' }>;

/** What the cluster was like when the run ended; undefined where that was not looked at. */
export function clusterLeftOf({ log }: Run): ClusterLeft | undefined {
  return log.findLast((event): event is Extract<LoggedEvent, { kind: 'ended' }> => event.kind === 'ended')?.cluster;
}

/** What is wrong, in a few words for a title; empty when nothing is. */
export function troubleWords(left: ClusterLeft | undefined): string {
  if (left === undefined) return '';
  if (left.kind === 'unread')
    return inLanguage({ en: 'the cluster could not be read at the end', zh: '结束时读不到集群状态' });
  return [
    ...(left.dead.length === 0
      ? []
      : [
          inLanguage({
            en: `${count(left.dead.length, 'server')} not ALIVE`,
            zh: `${left.dead.length} 台 server 不是 ALIVE`,
          }),
        ]),
    ...(left.short.length === 0
      ? []
      : [
          inLanguage({
            en: `${count(partitionsShort(left), 'partition')} not full`,
            zh: `${partitionsShort(left)} 个分片副本不齐`,
          }),
        ]),
    ...(left.silentMetas.length === 0
      ? []
      : [
          inLanguage({
            en: `${count(left.silentMetas.length, 'meta')} ${left.silentMetas.length === 1 ? 'does' : 'do'} not answer`,
            zh: `${left.silentMetas.length} 个 meta 没有应答`,
          }),
        ]),
    ...(left.drained.length === 0
      ? []
      : [
          inLanguage({
            en: `${count(left.drained.length, 'server')} left drained`,
            zh: `${left.drained.length} 台 server 排空后没有还原`,
          }),
        ]),
  ].join(inLanguage({ en: ', ', zh: '，' }));
}

const partitionsShort = ({ short }: Seen): number => short.reduce((sum, { partitions }) => sum + partitions, 0);

/** A line for each thing that the outcome says of the cluster. */
export function clusterLeftLines(left: ClusterLeft | undefined): readonly string[] {
  if (left === undefined) return [];
  if (left.kind === 'unread')
    return [
      inLanguage({
        en:
          ':warning: What the cluster is like is not known: it could not be read at the end ' +
          `(${cut(sentence(left.why), 400)}). Look at it before the next run.`,
        zh: `:warning: 不知道集群的状况：结束时读不到（${cut(sentence(left.why), 400)}）。下次任务之前请先检查。`,
      }),
    ];
  const addresses = (named: readonly string[]): string => listing(addressRuns(named), 400);
  const wrong = [
    ...(left.dead.length === 0
      ? []
      : [
          inLanguage({
            en:
              `:warning: *Not ALIVE* (${left.dead.length}): ${addresses(left.dead)}. Start ` +
              `${left.dead.length === 1 ? 'it' : 'them'} again; otherwise the meta copies what ` +
              `${left.dead.length === 1 ? 'it' : 'they'} held to other servers once the assign delay is ` +
              'over.',
            zh:
              `:warning: *不是 ALIVE*（${left.dead.length} 台）：${addresses(left.dead)}。请启动它；否则过了 assign delay，` +
              'meta 会把它的副本补到其他 server 上。',
          }),
        ]),
    ...left.drained
      .map(({ address, missing }) =>
        inLanguage({
          en:
            `:warning: \`${quoted(address)}\` is left drained: ${count(missing, 'copy', 'copies')} that ` +
            `were taken off it ${missing === 1 ? 'is' : 'are'} not back.`,
          zh: `:warning: \`${quoted(address)}\` 排空后没有还原：从它上面移走的副本还有 ${missing} 个没回来。`,
        }),
      )
      .slice(0, 5),
    ...(left.short.length === 0
      ? []
      : [
          inLanguage({
            en: `:warning: *Not full*: ${count(partitionsShort(left), 'partition')}, ${listing(
              left.short.map(({ table, partitions, of }) => `${quoted(table)} ${partitions} of ${of}`),
              400,
            )}.`,
            zh: `:warning: *副本不齐：* ${partitionsShort(left)} 个分片，${listing(
              left.short.map(({ table, partitions, of }) => `${quoted(table)} ${partitions}/${of}`),
              400,
            )}。`,
          }),
        ]),
    ...(left.lost === 0
      ? []
      : [
          inLanguage({
            en: `:rotating_light: *${count(left.lost, 'partition')} with no replica left.* In the shell: ddd_diagnose.`,
            zh: `:rotating_light: *${left.lost} 个分片的副本全部丢失。* 请在 shell 里用 ddd_diagnose 查看。`,
          }),
        ]),
    ...(left.silentMetas.length === 0
      ? []
      : [
          inLanguage({
            en:
              `:warning: *Metas that do not answer* (${left.silentMetas.length}): ` +
              `${addresses(left.silentMetas)}. With another one down the cluster may have no leader: start ` +
              `${left.silentMetas.length === 1 ? 'it' : 'them'} again.`,
            zh:
              `:warning: *没有应答的 meta*（${left.silentMetas.length} 个）：${addresses(left.silentMetas)}。再少一个 meta，` +
              '集群可能就没有 leader：请启动它。',
          }),
        ]),
  ];
  const well =
    wrong.length === 0
      ? [
          inLanguage({
            en: 'Every server is ALIVE, every partition is full, every meta answers.',
            zh: '所有 server 都是 ALIVE，所有分片副本齐全，所有 meta 都有应答。',
          }),
        ]
      : [];
  return [
    ...wrong,
    ...well,
    inLanguage({
      en: `${left.uneven ? ':scales: *Leadership is uneven:* ' : 'Leadership: '}${leadership(left)}.`,
      zh: `${left.uneven ? ':scales: *primary 分布不均：* ' : 'primary 分布：'}${leadership(left)}。`,
    }),
  ];
}

function leadership({ leadership: led }: Seen): string {
  const now = led.map(({ address, now: primaries }) => ({ address, primaries }));
  const before = led.flatMap(({ address, before: primaries }) =>
    primaries === undefined ? [] : [{ address, primaries }],
  );
  if (before.length < now.length) return leadershipWords(now);
  return inLanguage({
    en: `${leadershipWords(now)}, before the run ${leadershipWords(before)}`,
    zh: `${leadershipWords(now)}，任务之前 ${leadershipWords(before)}`,
  });
}

/** Whether a rebalance would mend something, and may be begun now. */
export const wantsRebalance = (left: ClusterLeft | undefined): boolean => left?.kind === 'seen' && left.uneven;

/** Balancing moves replicas: it is for a cluster that is whole. */
export const mayRebalance = (left: ClusterLeft | undefined): boolean =>
  left?.kind === 'seen' && left.uneven && left.dead.length === 0 && left.short.length === 0 && left.lost === 0;
