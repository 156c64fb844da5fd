import type { gateMessages } from '../../roll/messages/gates.js';
import { minuteUtc, person, stableMinutes } from '../common.js';
import type { Sentences } from '../sentences.js';
import { theirWords } from '../their-words.js';
import { all, maybeIgnored, notAlive, some, withNumbers } from './phrases.js';

const nobodySays = '而进程命令没有说明指的是哪一个：一条命令会把它们全部停掉';
const inConfiguration = (placeholders: string): string =>
  `请在配置的 restart（或 stop 和 start）里使用 ${placeholders}`;

/** `allow`: as it is typed, with all that is needed at once. */
const knownAndStays = (allow: string | undefined, what: string): string =>
  allow === undefined ? '' : `。如果这是已知的，而且${what}，请带上 --allow ${allow} 重新请求`;

export const gateSentences: Sentences<keyof typeof gateMessages> = {
  'other-cluster-answers': ({ said, configured }) =>
    `${
      said === undefined ? 'meta 没有说属于哪个集群（Pegasus 2.3 之前都不说）' : `应答的 meta 属于集群 "${said}"`
    }，配置里写的是 "${configured}"`,
  'cluster-locked': ({ by, reason }) => `已由 ${person(by)} 锁定：${theirWords(reason)}`,
  'metas-silent': ({ metas }) => `${all(metas)} 没有应答：再少一个 meta，集群可能就没有 leader`,
  'dead-partitions-not-read': () => '没有读到是否有分片的副本全部丢失',
  'dead-partitions': ({ partitions, allow }) =>
    `${partitions} 个分片的副本全部丢失：在 shell 里用 \`ddd_diagnose -g TABLE_ID\` 看能怎么办` +
    knownAndStays(allow, '不会再找回'),
  'servers-needed': ({ servers, partitions }) =>
    `少了${servers.length === 1 ? ` ${servers.join('')}` : `这些 server 中的一台（${some(servers)}）`}，` +
    `${partitions} 个分片就不可写`,
  'black-list-not-read': () => '没有读到 meta 不给哪些 server 分配 secondary',
  'black-list-unknown': ({ said }) => `不知道 meta 不给哪些 server 分配 secondary：${said}`,
  'servers-black-listed': ({ servers, leader }) =>
    `${some(servers)} 在 meta 的黑名单里：这样的 server 重启之后，meta 什么都不还给它，而是把它原有的副本全部补到其他 ` +
    `server 上。请先在 shell 里把它移出名单：remote_command -l ${leader} ` +
    'meta.lb.assign_secondary_black_list clear（或写上要留在名单里的，用逗号分隔）。要下线的 server，请从滚动中排除',
  'servers-full': ({ servers, percent }) =>
    `${some(servers)} 有磁盘剩余空间不到 ${percent} %：Pegasus 不在那里放副本，并且拒绝写入，所以重启时丢失的副本补不回来。` +
    '请先腾出空间，并等最多 10 分钟：server 每 10 分钟才统计一次剩余空间',
  'no-servers-listed': () => 'meta 没有列出任何 replica server',
  'servers-missing': ({ dead, ignored, unknown, allow }) =>
    [
      ...(dead.length > 0 ? [notAlive(dead)] : []),
      ...maybeIgnored(ignored),
      ...(unknown.length > 0 ? [`meta 不认识 ${all(unknown)}`] : []),
    ].join('；') + knownAndStays(allow, '不会再恢复'),
  'freeze-rule-unknown': ({ said }) => `不知道少一台 server 时 meta 会不会冻结：${said}`,
  'freezes-by-count': ({ alive, left, least, missing, lower }, say) =>
    `${alive} 台 server 少一台就剩 ${left} 台，低于 min_live_node_count_for_unfreeze = ${least} 时 meta 会冻结：` +
    (lower === undefined ? notAlive(missing) : say(lower)),
  'freezes-by-percentage': ({ left, of, percentage, missing }) =>
    `少一台 server 就剩 ${of} 台中的 ${left} 台，低于 meta.live_percentage = ${percentage} 时 meta 会冻结` +
    (missing.length === 0 ? '' : `：${notAlive(missing)}`),
  'add-a-server': () => '没有别的 server，请先增加一台',
  'lower-min-live-by-hand': ({ to, asked }) =>
    (asked ? '这里做不到 --lower-min-live：只有 admin.kind: native 会通过 HTTP 读取和修改它，而机器人读不到。' : '') +
    `请在滚动之前在 leader 上调低它（2.4 起：HTTP /updateConfig?min_live_node_count_for_unfreeze=${to}），` +
    '并相应修改这个集群配置里的 minLiveNodes',
  'min-live-fixed': ({ asked }) =>
    `${asked ? '这里做不到 --lower-min-live：' : ''}这些 server 运行时不能改它（2.4 起可以），` +
    '所以要在它们的 config.ini 里换一个值，并重启 meta',
  'ask-for-lower-min-live': ({ to, leader }) =>
    `请带上 --lower-min-live 重新请求，任务会在 leader 上把它调低到 ${to}，最后还原；或者自己调低` +
    `（在 ${leader} 上 HTTP /updateConfig?min_live_node_count_for_unfreeze=${to}）`,
  'meta-not-at-work': ({ level }) => `meta 当前的 level 是 ${level}：它什么都不修复，并且拒绝更新`,
  'tables-changing': ({ tables, allow }) =>
    `有表正在变更：${all(tables)}` +
    (allow === undefined ? '' : `。如果期间仍要滚动没有正在分裂的表的副本的 server，请带上 --allow ${allow} 重新请求`),
  'partitions-short': ({ partitions, allow }) =>
    `${partitions} 个分片缺副本${knownAndStays(allow, '丢失的不会再找回')}`,
  'few-copies': ({ tables, copies, planned }) =>
    `副本数少于三：${withNumbers(tables, copies)}。只有一个副本时，它的 server 离线期间分片就不可用；有两个时，期间只剩一个。` +
    (planned ? `照样滚动：--allow-low-replication ${tables.join(',')}` : '这是计划批准之后新建或修改的，没有人批准过'),
  'version-rule-blocks': ({ rule, from, what, source }) =>
    `从 ${all(from)}：${what}${source === undefined ? '' : `（${source}）`} 照样做：--allow version=${rule}`,
  'started-too-often': ({ node, starts, until }) =>
    `${node} 已连续启动 ${starts} 次，每次距上一次都不到 ${stableMinutes} 分钟：再启动一次，meta 会忽略它 ` +
    // The first minute that is whole by then.
    `${stableMinutes} 分钟。${minuteUtc(until + 59_999)} 之后可以重启它`,
  'add-secondary-is-zero': ({ leader }) =>
    'add_secondary_max_count_for_one_node 是 0，由别的工具遗留：丢失的副本都不会修复。请先在 shell 里还原：' +
    `remote_command -l ${leader} meta.lb.add_secondary_max_count_for_one_node DEFAULT`,
  'servers-share-host': ({ role, nodes, host }) =>
    `${role} server ${all(nodes)} 在同一台主机 ${host} 上，${nobodySays}。${inConfiguration('{port}、{address} 或 {index}')}`,
  'roles-share-host': ({ roles, nodes, host }) =>
    `不同角色（${all(roles)}）的 server ${all(nodes)} 在同一台主机 ${host} 上，${nobodySays}。` +
    inConfiguration('{role}、{port} 或 {address}'),
  'servers-not-replaceable': ({ nodes, whys }) =>
    nodes
      .slice(0, 3)
      .map((node, nth) => `${node}：${whys[nth] ?? ''}`)
      .join('；') + (nodes.length > 3 ? `；另有 ${nodes.length - 3} 台` : ''),
  'driver-not-asked': ({ nodes }) => `没有读到进程命令对 ${some(nodes, 3)} 是否可用`,
  'alerts-firing': ({ alerts, matchers }) =>
    `有 ${alerts.length} 个告警（匹配 ${matchers}）：${some(alerts, 3)}。有告警时什么都不会开始；确信无妨的，请在 ` +
    'Alertmanager 里静默',
  'alerts-not-read': ({ why }) => `不知道是否有告警${why === undefined ? '' : `：${why}`}`,
  'calendar-closed': ({ why }, say) => `${say(why)}。照样滚动：--outside-window "why"`,
  'freeze-in-force': ({ until, reason }) => `正在封网，到 ${minuteUtc(until)} 为止：${theirWords(reason)}`,
  'window-closed': ({ opensAt, windows }) =>
    `变更窗口已关闭${opensAt === undefined ? '' : `，${minuteUtc(opensAt)} 打开`}（${windows.join('；')}）`,
  'outside-window': () => '现在不在变更窗口内',
  'gate-blocks': ({ gate, reason }, say) => `${gate}：${say(reason)}`,
};
