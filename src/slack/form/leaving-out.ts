import type { types } from '@slack/bolt';
import { blockIdOf, type Entries } from './entries.js';
import { text } from './fields.js';
import { inLanguage } from '../language.js';

/** What leaves out servers with which somebody is done already. */
export const leavingOut = ({
  entries,
  turn,
}: {
  readonly entries: Entries;
  readonly turn: number;
}): readonly types.KnownBlock[] => [
  text({
    label: inLanguage({ en: 'Begin with this replica server', zh: '从这台 replica server 开始' }),
    blockId: blockIdOf('from', turn),
    initial: entries.from,
    placeholder: '10.0.0.3:34801',
    hint: inLanguage({
      en: 'Those before it in the order are left out. Empty: from the first.',
      zh: '顺序在它之前的不滚动。留空：从第一台开始。',
    }),
  }),
  text({
    label: inLanguage({ en: 'Only servers that started before', zh: '只滚动在此之前启动的 server' }),
    blockId: blockIdOf('started-before', turn),
    initial: entries['started-before'],
    placeholder: '2026-01-02 03:04',
    hint: inLanguage({
      en: 'By the servers’ own clocks and time zone: goes on with a restart that somebody has begun.',
      zh: '按 server 自己的时钟和时区：接着做别人已经开始的重启。',
    }),
  }),
  text({
    label: inLanguage({
      en: 'Only servers without this value of the configuration',
      zh: '只滚动没有这个配置值的 server',
    }),
    blockId: blockIdOf('stale', turn),
    initial: entries.stale,
    placeholder: 'checkpoint_interval_seconds=600',
    hint: inLanguage({
      en: 'A flag and its new value, as /config of a server prints it. Each is asked for it again after its restart.',
      zh: 'flag 和它的新值，照 server 的 /config 的写法。每台重启之后会再查一次。',
    }),
  }),
];
