import type { warningMessages } from '../../roll/messages/warnings.js';
import type { Sentences } from '../sentences.js';
import { some } from './phrases.js';

export const warningSentences: Sentences<keyof typeof warningMessages> = {
  'black-list-not-told': () =>
    '不知道是否有 server 在 meta 的黑名单里：这个 leader 不提供。在黑名单里的 server 重启之后拿不回副本。',
  'others-full': ({ servers, percent }) =>
    `${some(servers)} 有磁盘剩余空间不到 ${percent} %，不接受新副本：其他 server 上的副本如果丢失，不能补到那里。`,
  'space-low': ({ servers, percent }) =>
    `${some(servers)} 有磁盘剩余空间不到 ${percent} %。这不妨碍任务开始；期间有磁盘写满，任务会挂起。`,
  'space-for-loss': ({ server, servers, percent }) =>
    `如果 ${server} 离线超过 assign delay，它的副本会补到其他 server 上。那时 ${some(servers)} 的剩余空间将不到 ` +
    `${percent} %，不再接受副本（按剩余比例估算，假定所有磁盘一样大）。请腾出空间，或守着以便及时把它拉起来。`,
  'space-not-told': ({ servers }) => `不知道 ${some(servers)} 的磁盘剩余空间：没有提供。`,
  'space-unknown': ({ servers, said }) =>
    `读不到 ${some(servers)} 的磁盘剩余空间：${said}。请在 shell 里看 \`nodes -u\`。`,
  'tables-duplicated': ({ tables }) =>
    `正在向另一个集群做 duplication：${some(tables, 10)}。每迁走一个 primary，它的 duplication 要等新的 primary，` +
    '之后再追上：期间另一个集群会落后，之后它要能承受更大的写入量。',
  'duplication-not-told': () =>
    '不知道是否有表在做 duplication 或 Bulk Load：shell 和旧版 server 都不提供。正在 Bulk Load 时不要滚动。',
  'duplication-unknown': () =>
    '不知道是否有表在向另一个集群做 duplication：机器人不向 shell 查询，旧版 server 也不提供。',
  'tables-backed-up': ({ tables }) =>
    `正在备份：${some(tables, 10)}。每迁走一个 primary，它那部分备份就从头开始，所以备份会更晚结束、上传更多。` +
    '如果在意备份的时间，等它结束再批准。',
  'backups-unknown': ({ said }) => `不知道是否有表正在备份${said === undefined ? '' : `：${said}`}。`,
  'bulk-loads-unknown': ({ tables, said }) =>
    `不知道 ${some(tables)} 是否正在 Bulk Load：${said}。正在 Bulk Load 时不要滚动。`,
  'bulk-loads-not-asked': ({ tables }) =>
    `表太多，没有逐个查询是否在 Bulk Load：${some(tables)} 没有查。正在 Bulk Load 时不要滚动。`,
};
