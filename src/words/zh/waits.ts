import { formatDuration } from '../../lib/duration.js';
import type { waitMessages } from '../../roll/messages/waits.js';
import type { Sentences } from '../sentences.js';
import { all, opened, settingOf } from './phrases.js';

/** Each follows "等待". */
export const waitSentences: Sentences<keyof typeof waitMessages> = {
  'wait-for-people': () => '有人答复',
  'wait-for-window': () => '变更窗口打开',
  'wait-for-resume': () => '恢复或中止',
  'wait-for-start-times': () => '所有 server 的启动时间',
  'wait-for-start-time': ({ why }, say) => `它的进程的启动时间（${say(why)}）`,
  'wait-for-second-reading': () => '再次读到所有分片副本齐全',
  'wait-for-copies': ({ copies, tables }, say) => `${copies} 个副本补回${tables === undefined ? '' : say(tables)}`,
  'wait-for-copies-before-stop': ({ copies, tables }, say) =>
    `${copies} 个副本补回，然后才停下${tables === undefined ? '' : say(tables)}`,
  'wait-to-be-listed': ({ leader, node }) => `meta leader ${leader === undefined ? '' : `${leader} `}列出 ${node}`,
  'wait-for-agreement': ({ node, counted, shown }) =>
    `meta leader 的两个应答一致：它统计 ${node} 上有 ${counted} 个副本，而从分片看有 ${shown} 个`,
  'wait-for-tables': ({ tables }) => `正在变更的表：${all(tables)}`,
  'wait-for-moves': ({ primaries }) => `${primaries} 个 primary 迁到其他 server`,
  'wait-for-downgrades': ({ replicas }) => `${replicas} 个副本退出各自的副本组`,
  'wait-for-drain': ({ replicas }) => `${replicas} 个副本迁走，包括它的 primary`,
  'wait-for-other-primaries': ({ partitions }) => `${partitions} 个分片有新的 primary`,
  'wait-for-its-count': ({ why }, say) => `它自己的 replica 计数（${say(why)}）`,
  'wait-to-close-uncounted': ({ why, ms }) => `它的 replica 关闭：没有计数（${why}），所以等 ${formatDuration(ms)}`,
  'wait-to-close': ({ replicas }) => `${replicas} 个 replica 关闭`,
  'wait-to-finish-closing': ({ replicas }) => `${replicas} 个 replica 完成关闭`,
  'wait-for-command': ({ verb, node }) => `${node} 上的命令 "${verb}"`,
  'wait-for-process': ({ node }) => `${node} 应答`,
  'wait-to-load': ({ node, opened: done, of }) => `${node} 加载它的 replica${opened(done, of)}`,
  'wait-for-another-process': () => '新的进程出现',
  'wait-to-be-alive': ({ nodes }) => `${all(nodes)} 变为 ALIVE`,
  'wait-between-metas': ({ ms }) => `两个 meta 之间的 ${formatDuration(ms)}，好让 replica server 保持心跳`,
  'wait-to-be-up': ({ node, why }, say) => `${node} 启动（${say(why)}）`,
  'wait-for-soak': ({ ms }) => `观察时间（${formatDuration(ms)}）结束`,
  'wait-settled': ({ what, forMs }) => `集群保持平稳 ${formatDuration(forMs)}（${what}）`,
  'wait-to-settle': ({ what, why }, say) => `集群平稳（${what}）：${say(why)}`,
  'wait-to-settle-unasked': ({ what }) => `集群平稳（${what}）`,
  'wait-for-setting': ({ act }) => `设置生效：${settingOf(act)}`,
  'wait-for-min-live': ({ metas }, say) => `min_live_node_count_for_unfreeze 还原：${metas.map(say).join('；')}`,
  'wait-for-last-look': () => '最后看一次集群',
  'wait-for-leadership': ({ primaries }) => `${primaries} 个 primary 移回任务之前的 server`,
  'wait-for-quiet-balance': () => '均衡保持静止',
  'wait-for-balance': ({ operations }) => `${operations} 个均衡操作`,
  'wait-for-balance-count': () => 'meta leader 算出均衡操作的个数',
  'wait-for-balance-answer': () => 'meta leader 说出还剩多少个均衡操作',
};
