import type { causeMessages } from '../../roll/messages/causes.js';
import type { Sentences } from '../sentences.js';
import { all, maybeIgnored, notAlive } from './phrases.js';

const missCopies = (partitions: number): string => `${partitions} 个分片缺副本`;

/** Each is a clause. */
export const causeSentences: Sentences<keyof typeof causeMessages> = {
  'well-but-for': ({ nodes }) => `除了允许保持宕机的 ${all(nodes)}，所有 server 都是 ALIVE，所有分片副本齐全`,
  'all-well': () => '所有 server 都是 ALIVE，所有分片副本齐全',
  'not-alive': ({ nodes }) => notAlive(nodes),
  'miss-copies': ({ partitions }) => missCopies(partitions),
  writable: ({ others, short }) =>
    `${others ? '其他 server' : '所有 server'} 都是 ALIVE，所有分片可写` +
    (short === 0 ? '' : `；${missCopies(short)}`),
  'maybe-ignored': ({ nodes }) => maybeIgnored(nodes).join('；'),
  'not-listed-now': ({ leader, node }) => `meta leader ${leader} 没有列出 ${node}`,
  'listed-now': ({ node }) => `meta leader 列出了 ${node}`,
  'readable-now': () => '又能读到集群状态了',
  'settings-taken-now': () => '所有设置都是任务需要的值',
  'setting-tried-on': ({ why }) => `仍在继续尝试${why === undefined ? '' : `：${why}`}`,
  'collector-up-now': ({ node }) => `collector ${node} 已启动`,
  'collector-down-now': ({ node, why }) => `collector ${node} 没起来：${why}`,
  'room-now': () => '机器人的磁盘又有空间了',
  'no-room-now': () => '机器人的磁盘仍然没有空间',
  'balanced-now': () => 'meta leader 不再需要任何均衡操作',
  'balance-wanted-now': ({ operations }) => `meta leader 还要做 ${operations} 个均衡操作`,
  'balance-unsaid-now': () => 'meta leader 没有说还剩多少个均衡操作',
  'settle-value': ({ value, below }) => `值是 ${value}，要求${below === undefined ? '为 1（true）' : `小于 ${below}`}`,
  'settle-unread': ({ why }) => `无法判断是否平稳：${why}`,
  'checks-pass-now': () => '所有检查项都通过',
  'leads-now': ({ node, partitions }) =>
    partitions === 0 ? `${node} 上已没有 primary` : `${node} 仍是 ${partitions} 个分片的 primary`,
  'holds-now': ({ node, partitions }) =>
    partitions === 0 ? `${node} 上已没有任何分片的副本` : `${node} 上还有 ${partitions} 个分片的副本`,
  'can-drain-now': ({ node }) => `以 ${node} 为 primary 的每个分片都有存活的 secondary`,
  'nowhere-to-go-now': ({ node, partitions }) => `以 ${node} 为 primary 的 ${partitions} 个分片没有存活的 secondary`,
  'closing-now': ({ node, serving, opening, closing }) =>
    `${node} 的 replica：${serving} 个在服务，${opening} 个在打开，${closing} 个在关闭`,
  'closed-now': ({ node }) => `${node} 已不持有任何 replica`,
  'runs-now': ({ node, version, startedAt, but }, say) =>
    `${node} 运行的是 ${version}，启动于 ${startedAt}${but === undefined ? '' : say(but)}`,
  'same-process': () => '：还是原来的进程',
  'not-version': ({ wanted }) => `，不是 ${wanted}`,
  'was-restarted': () => '：已经重启过',
};
