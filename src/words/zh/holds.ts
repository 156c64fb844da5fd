import { formatDuration } from '../../lib/duration.js';
import type { holdMessages } from '../../roll/messages/holds.js';
import { secondUtc } from '../common.js';
import type { Sentences } from '../sentences.js';
import { all, maybeIgnored, notAlive, opened, settingOf, some } from './phrases.js';

const giveBack = (repairs: boolean): string => (repairs ? '；add_secondary 已还原，meta 可以修复' : '');

export const holdSentences: Sentences<keyof typeof holdMessages> = {
  'not-safe-to-stop': ({ node, blockedMs, reasons, repair }, say) =>
    `现在停 ${node} 不安全${blockedMs > 0 ? `（已阻塞 ${formatDuration(blockedMs)}）` : ''}：` +
    `${reasons.map(say).join('；')}${repair === undefined ? '' : `。${say(repair)}`}`,
  'may-not-begin': ({ blockedMs, blocking }, say) =>
    `任务不能开始${blockedMs > 1000 ? `，已有 ${formatDuration(blockedMs)}` : ''}：${say(blocking)}`,
  'not-emptied': ({ what, node }, say) => `${say(what)}。${node} 排空之前不会停它：现在停它，它还持有的分片就会停服`,
  'primaries-stay': ({ primaries, node }) => `${primaries} 个 primary 迁不出 ${node}`,
  'replicas-stay': ({ replicas, node }) => `${replicas} 个副本离不开 ${node}`,
  'nowhere-to-go': ({ partitions, node, gpids }) =>
    `以 ${node} 为 primary 的 ${partitions} 个分片（${some(gpids)}）没有存活的 secondary 可以接替`,
  'drained-without-primary': ({ partitions, node }) =>
    `原来以 ${node} 为 primary 的 ${partitions} 个分片现在没有 primary，不能读写。修好之前不会停 ${node}`,
  'replicas-return': ({ node, drains }) => `排空 ${drains} 次之后，副本仍不断回到 ${node}：有别的东西在改动这个集群`,
  'not-sure-to-close': ({ node, waited }, say) =>
    `没有关闭 ${node} 的 replica，因为不能确定它已不持有任何副本：没有等到：${say(waited)}`,
  'not-sure-to-be-empty': ({ node, waited }, say) => `不能确定 ${node} 是否已排空：没有等到：${say(waited)}`,
  'does-not-count-replicas': ({ node, why }, say) => `${node} 没有报告它持有多少个 replica：${say(why)}`,
  'replicas-do-not-close': ({ node, serving, opening, closing, before }) =>
    `${node} 的 replica 没有关闭：${serving} 个在服务，${opening} 个在打开，${closing} 个在关闭（之前 ${before} 个）`,
  'start-not-said': ({ node, why }, say) => `${node} 的进程没有报告启动时间（${say(why)}）：重启后就无法证实它已恢复`,
  'command-ended': ({ verb, node, how }, say) => `${node} 上的命令 "${verb}" ${say(how)}`,
  'command-failed': ({ reason }) => `失败：${reason}`,
  'command-timed-out': ({ afterMs }) =>
    `在 ${formatDuration(afterMs)} 内没有结束，所以连同它启动的一切被结束。server 如果是它的子进程，也已一起退出；` +
    '怎样启动才能让 server 活下来，见值班手册（command-failed）',
  'command-lost': ({ reason }) => `已开始执行，但结果未知：${reason}`,
  'not-settled': ({ what, why, waitedMs }, say) =>
    `上一台 server 完成后过了 ${formatDuration(waitedMs)}，集群仍未平稳：${say(why)}（${what}）。` +
    '所有 server 都已恢复；平稳之前不会开始下一台',
  'hook-not-succeeded': ({ verb, node }) =>
    `${node} 上的命令 "${verb}" 已开始执行，但不知道是否成功（结果见消息列）；任务停在这里`,
  overdue: ({ what, waitedMs, repair }, say) =>
    `${say(what)}，命令已结束 ${formatDuration(waitedMs)}` + (repair === undefined ? '' : `。${say(repair)}`),
  'runs-and-not-alive': ({ node }) => `${node} 又在运行，但 meta 没有把它看作 ALIVE：${maybeIgnored([node]).join('')}`,
  'others-not-alive': ({ node, dead }) => `${node} 重启之后，${notAlive(dead)}`,
  'no-answer': ({ node, why }, say) => `${node} 没有应答${why === undefined ? '' : `：${say(why)}`}`,
  loading: ({ node, opened: done, of }) =>
    `${node} 在运行，正在加载：打开它的 replica 并 replay 日志${opened(done, of)}`,
  'copied-elsewhere': ({ afterMs }) =>
    `它的副本缺失满 ${formatDuration(afterMs)}（任务的 assign delay）之后，会补到其他 server 上；不可写的分片立即修复`,
  'collector-down': ({ node, why }, say) => `collector ${node} 没起来：${say(why)}。它只做统计，数据没有风险`,
  'not-restarted': ({ node, startedAt }) => `命令报告成功，但 ${node} 的进程从 ${startedAt} 起一直在运行，早于这些命令`,
  'wrong-version': ({ node, version, wanted }) => `${node} 恢复后的版本是 ${version}，不是 ${wanted ?? '要求的版本'}`,
  'heal-stalled': ({ partitions, node, tables, gpids }, say) =>
    `${node} 恢复之后，仍有 ${partitions} 个分片缺副本，而且没有好转：${some(gpids)}` +
    `${tables === undefined ? '' : say(tables)}。所有分片副本齐全之前，不会开始下一台 server`,
  'undrain-stalled': ({ partitions, node }) =>
    `放弃排空 ${node} 之后，仍有 ${partitions} 个分片缺副本。所有分片副本齐全之前，不会开始任何 server`,
  'tables-come-and-go': ({ tables, missing, changing }) =>
    `（${[
      ...tables.map((table, place) => `其中 ${missing[place] ?? 0} 个属于新建或变更过的表 ${table}`),
      ...(changing.length === 0 ? [] : [`正在变更：${all(changing)}`]),
    ].join('；')}）`,
  unlisted: ({ leader, node, strangers }) => {
    const unknown =
      `meta leader ${leader} 没有列出 ${node}，所以不知道它持有什么：既不当作已排空，也不当作副本齐全，` +
      '也不向它发送任何命令';
    return strangers.length === 0
      ? `${unknown}。新的 leader 收到下一次心跳就会重新列出它；一直不出现的，就是没有运行，或已从集群移除：请在 shell 里看 ` +
          '`nodes -d`'
      : `${unknown}。它列出的 ${some(strangers)} 不在计划里：${strangers.length === 1 ? '可能' : '其中一个可能'}` +
          '就是同一台 server 换了名字，因为新版 meta 用 host:port，旧版用 ip:port。如果名字从此就变了，' +
          '请中止并重新请求：新计划会用现在的名字';
  },
  unreadable: ({ ms, why }) => `已有 ${formatDuration(ms)} 读不到集群状态：${why}`,
  'setting-refused': ({ act, ms, why, paused }) =>
    `${settingOf(act)} 已有 ${formatDuration(ms)} 没有设成${why === undefined ? '' : `：${why}`}。` +
    (paused ? '任务保持暂停，并继续尝试' : '设成之前任务不会继续'),
  'balance-stalled': ({ operations, rolled }, say) =>
    `${say(operations)}；${rolled ? '所有 server 都已滚动' : '没有 server 离线'}`,
  'balance-still-wanted': ({ operations }) => `meta leader 还要做 ${operations} 个均衡操作`,
  'balance-still-not-counted': () => 'meta leader 仍没有算出均衡操作的个数',
  'disk-full': ({ repairs }) =>
    `机器人的磁盘满了，任务的状态无法保存。它用为此预留的空间停住了任务${giveBack(repairs)}。请在机器人的磁盘上腾出空间`,
  'own-error': ({ error, repairs }) =>
    `机器人自身出错：${error}。为了不造成损害，它在这个任务里不再做任何事${giveBack(repairs)}`,
  'started-again': ({ servers, more }, say) =>
    [...servers.map(say), ...(more > 0 ? [`另有 ${more} 台 server 又启动过`] : [])].join('；'),
  'server-started-again': ({ node, rolled, times, since, startedAt }) =>
    `${node}${rolled ? '（本任务已滚动过）' : ''}又启动了${times === 1 ? '一' : ` ${times} `}次，不是本任务做的` +
    `（${secondUtc(since)} 首次发现；` +
    `${startedAt === undefined ? '不知道它的进程何时启动' : `它的进程报告启动于 ${startedAt}，按它自己的时钟`}）`,
  'hold-for-starts': ({ starts }, say) => `${say(starts)}。可能是在反复崩溃，或有人在操作集群；不再停其他 server`,
  'second-failure': ({ itself, others, low, target, standing, ignored, repair, hint }, say) => {
    const failed = [
      ...(itself === undefined ? [] : [say(itself)]),
      ...(others.length > 0 ? [notAlive(others)] : []),
      ...(low > 0 ? [`${low} 个分片的副本太少，不可写`] : []),
    ].join('；');
    const isNamed = itself !== undefined || others.length > 0;
    return [
      standing === undefined ? failed : `${failed}；这时 ${target} ${say(standing)}`,
      ...maybeIgnored(ignored),
      ...(low > 0 ? ['可能已经停写'] : []),
      say(repair),
      '不再停其他 server',
      ...(hint === undefined ? [] : [say(hint)]),
      // A meta notices a dead server after up to 22 s: partitions can miss its copies before.
      ...(isNamed ? [] : ['还不知道是哪台 server 出了故障；用 "nodes -d" 查找']),
    ].join('。');
  },
  'died-before-healed': ({ node }) => `正在处理的 server ${node} 重启之后又宕机了，当时副本还没有补齐`,
  'died-after-restart': ({ node }) => `正在处理的 server ${node} 重启之后又宕机了`,
  'died-while-undrained': ({ node }) => `正在处理的 server ${node} 在还回副本期间宕机；不是本任务停的`,
  'died-while-drained': ({ node }) => `正在处理的 server ${node} 在排空期间宕机；不是本任务停的`,
  'is-away': () => '正停着',
  'is-not-healed': () => '的副本还没有补齐',
  'is-just-restarted': () => '刚刚重启',
  'is-drained': () => '正在排空',
  'start-it-itself': ({ node }) => `出故障的就是正在处理的这台，不是别的 server：启动 ${node}，等它 ALIVE 再重试`,
  'may-be-it': ({ node, strangers }) => `meta leader 没有列出停着的 ${node}；${some(strangers)} 可能是它的另一个名字`,
  'meta-can-repair': () => 'meta 可以修复',
  'meta-repairs-again': ({ addSecondaryMax, afterMs, also }) => {
    const atOnce = `meta 又可以修复了（add_secondary 还原为 ${addSecondaryMax}）：不可写的分片立即修复`;
    return afterMs === undefined
      ? `${atOnce}，其余的等 meta 发现有 server 宕机后修复`
      : `${atOnce}；其余的在缺失满 ${formatDuration(afterMs)} 之后补到其他 server 上（assign delay 已还原）` +
          (also === undefined ? '' : `。${also} 上的副本也一样`);
  },
};
