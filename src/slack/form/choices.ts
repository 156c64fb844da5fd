import { inLanguage } from '../language.js';
import type { Choice } from './fields.js';

/** What the form offers to tick and to choose, whatever the cluster. */

export const modes = (): readonly Choice[] => [
  {
    value: 'ha',
    label: 'ha',
    does: inLanguage({ en: 'Empties each server before it restarts', zh: '重启前先排空每台 server' }),
  },
  {
    value: 'simple',
    label: 'simple',
    does: inLanguage({
      en: 'Restarts without moving replicas: short outages',
      zh: '不迁移副本，直接重启：会短暂不可用',
    }),
  },
];
export const roleChoices = (): readonly Choice[] => [
  { value: 'replica', label: inLanguage({ en: 'Replica servers', zh: 'replica server' }) },
  { value: 'meta', label: inLanguage({ en: 'Meta servers', zh: 'meta server' }) },
  { value: 'collector', label: inLanguage({ en: 'Collectors', zh: 'collector' }) },
];
export const extras = (): readonly Choice[] => [
  {
    value: 'canary',
    label: inLanguage({ en: 'Canary', zh: '灰度' }),
    does: inLanguage({ en: 'Asks again after the first replica server', zh: '第一台 replica server 之后再问一次' }),
  },
  {
    value: 'drain=fast',
    label: inLanguage({ en: 'Fast drain', zh: 'fast 方式排空' }),
    does: inLanguage({
      en: 'Empties a server in one step; writes in flight may time out',
      zh: '一步排空 server；正在进行的写操作可能超时',
    }),
  },
  {
    value: 'leave-leadership',
    label: inLanguage({ en: 'Leave leadership', zh: '不还原 primary' }),
    does: inLanguage({
      en: 'Does not give it back as it was before',
      zh: '最后不把 primary 还原为任务之前的分布',
    }),
  },
  {
    value: 'rebalance',
    label: inLanguage({ en: 'Rebalance', zh: '重新分布 primary' }),
    does: inLanguage({ en: 'Gives leadership back evenly at the end', zh: '最后让 primary 重新分布均匀' }),
  },
  {
    value: 'lower-min-live',
    label: inLanguage({ en: 'Lower the live minimum', zh: '调低存活下限' }),
    does: inLanguage({
      en: 'Keeps a small cluster from freezing; put back after',
      zh: '避免小集群冻结；之后还原',
    }),
  },
];
