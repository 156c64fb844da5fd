import type { LoggedEvent } from '../../roll/event.js';
import { minLiveLeft } from '../../roll/min-live.js';
import { between, count } from '../text.js';
import { clusterLeftOf } from './cluster-left-words.js';
import { settingsLeft } from './outcome-parts.js';
import { code, table, type Words } from './report-markdown.js';
import type { Reported } from './reported.js';
import { exactSettings } from './words.js';
import { inLanguage } from '../language.js';

/** What the settings were, and whether they are back. */
export function reportSettings(run: Reported, { told }: Words): readonly string[] {
  const { saved } = run.progress;
  if (saved === undefined) return [];
  const lowered =
    run.log.findLast(
      (event): event is Extract<LoggedEvent, { kind: 'maintenance-left' }> => event.kind === 'maintenance-left',
    )?.restored.minLive ?? [];
  const before = exactSettings({ ...saved, minLive: [...lowered, ...(saved.minLive ?? [])] });
  const unread = saved.minLive ?? [];
  const restored =
    unread.length === 0
      ? inLanguage({ en: 'They are back, each value was read.', zh: '已还原，每个值都读过。' })
      : inLanguage({
          en: `They are back, each value was read, with one exception. ${told(minLiveLeft(unread))}.`,
          zh: `已还原，每个值都读过，只有一个例外。${told(minLiveLeft(unread))}。`,
        });
  return [
    inLanguage({ en: '## Settings of the cluster', zh: '## 集群的设置' }),
    '',
    inLanguage({ en: `Before the run: ${before}.`, zh: `任务之前：${before}。` }),
    '',
    settingsLeft(run)
      ? inLanguage({
          en: '**They are not back as they were.** Look at them before anything else.',
          zh: '**没有全部还原。** 请先处理这件事。',
        })
      : restored,
  ];
}

/** What the outcome says of the cluster, in full: a file has room for every server. */
export function reportClusterAtEnd(run: Reported, { prose }: Words): readonly string[] {
  const left = clusterLeftOf(run);
  if (left === undefined) return [];
  if (left.kind === 'unread')
    return [
      inLanguage({ en: '## Cluster at the end', zh: '## 结束时的集群' }),
      '',
      inLanguage({ en: `It could not be read: ${prose(left.why)}.`, zh: `读不到状态：${prose(left.why)}。` }),
    ];
  const named = (addresses: readonly string[]): string =>
    addresses.length === 0 ? inLanguage({ en: 'none', zh: '无' }) : addresses.map(code).join(between());
  return [
    inLanguage({ en: '## Cluster at the end', zh: '## 结束时的集群' }),
    '',
    inLanguage({
      en:
        `Not ALIVE: ${named(left.dead)}. Metas that do not answer: ${named(left.silentMetas)}. Partitions ` +
        `with no replica left: ${left.lost}.`,
      zh: `不是 ALIVE：${named(left.dead)}。没有应答的 meta：${named(left.silentMetas)}。副本全部丢失的分片：${left.lost} 个。`,
    }),
    ...(left.short.length === 0
      ? ['', inLanguage({ en: 'Every partition is full.', zh: '所有分片副本齐全。' })]
      : [
          '',
          ...left.short.map(({ table: name, partitions, of }) =>
            inLanguage({
              en: `- ${code(name)}: ${partitions} of ${of} partitions are not full`,
              zh: `- ${code(name)}：${of} 个分片中 ${partitions} 个副本不齐`,
            }),
          ),
        ]),
    ...(left.drained.length === 0
      ? []
      : [
          '',
          ...left.drained.map(({ address, missing }) =>
            inLanguage({
              en: `- ${code(address)} is left drained: ${count(missing, 'copy', 'copies')} not back`,
              zh: `- ${code(address)} 排空后没有还原：还有 ${missing} 个副本没回来`,
            }),
          ),
        ]),
    '',
    inLanguage({
      en: `Leadership is ${left.uneven ? 'uneven' : 'even'}:`,
      zh: `primary 分布${left.uneven ? '不均' : '均匀'}：`,
    }),
    '',
    ...table(
      [
        inLanguage({ en: 'Server', zh: 'Server' }),
        inLanguage({ en: 'Primaries before', zh: '之前的 primary' }),
        inLanguage({ en: 'Primaries now', zh: '现在的 primary' }),
      ],
      left.leadership.map(({ address, before, now }) => [
        code(address),
        before === undefined ? '' : String(before),
        String(now),
      ]),
    ),
  ];
}
