import { formatDuration } from '../../lib/duration.js';
import type { noteMessages } from '../../roll/messages/notes.js';
import { person } from '../common.js';
import type { Sentences } from '../sentences.js';
import { all } from './phrases.js';

const settings: Readonly<Record<string, { readonly name: string; readonly why: string }>> = {
  assignDelayMs: {
    name: 'assign_delay_ms',
    why: '它让 meta 不去补那些只是因重启而离线的 server 上的副本',
  },
  addSecondaryMax: {
    name: 'add_secondary_max_count_for_one_node',
    why: '它决定正在排空的 server 会不会又拿回副本',
  },
  flowControl: {
    name: 'add_secondary_enable_flow_control',
    why: '没有它，add_secondary_max_count_for_one_node 什么都限制不了',
  },
};

const shown = (name: string, value: string | number | boolean | undefined): string =>
  name === 'assignDelayMs' && typeof value === 'number'
    ? `${value}（${formatDuration(value)}）`
    : String(value ?? '原来的值');

const levelByHand = (from: string | undefined, to: string): string =>
  `有人手工把 meta level 从 ${from ?? '原来的值'} 改成了 ${to}`;
const putsBackBefore = '任务会还原它之前的值';

/** Partitions whose server from before the run has no copy of them any more, or is not ALIVE. */
const stay = (gone: number): string => `${gone} 个分片留在原处，因为之前的 server 已没有它们的副本或不是 ALIVE`;

export const noteSentences: Sentences<keyof typeof noteMessages> = {
  'waivers-over': ({ nodes, gpids }) =>
    [
      ...(nodes.length === 0 ? [] : [`${all(nodes)} 又是 ALIVE`]),
      ...(gpids.length === 0 ? [] : [`分片 ${all(gpids)} 又有了副本`]),
    ].join('，') + `。它们的豁免到此为止${nodes.length === 0 ? '' : '；本任务不滚动这些 server'}。`,
  'down-first': ({ node, instead }) => `${node} 不是 ALIVE，而本任务要恢复它：它排到最前，${instead} 等它恢复`,
  'put-back-as-it-is': ({ node, version }) =>
    `${node} 没有运行，所以不需要从它上面迁走什么：${version === undefined ? '直接启动' : `装上 ${version}`}，再看它恢复`,
  'begun-anew': ({ node }) => `${node} 在运行，所以从头处理它`,
  'left-to-load': ({ node }) => `${node} 正在加载，所以不再执行它的命令：等它`,
  'tables-first': ({ node, tables, missing }) =>
    `${node} 处于排空状态时，新建或变更过的表补不齐副本：` +
    `${tables.map((table, place) => `${table}（缺 ${missing[place] ?? 0} 个）`).join('、')}。` +
    '先把它的副本还给它，所有分片副本齐全之后重新排空',
  'only-copy-kept': ({ node }) =>
    `${node} 持有某些分片的唯一副本：重启之前不关闭它的 replica，启动时要 replay 更多日志`,
  'closed-uncounted': ({ node, why, ms }) =>
    `${node} 没有报告 replica 个数（${why}）：等了 ${formatDuration(ms)} 让它们关闭`,
  'fast-drain-failed': ({ node, refused, replicas }) =>
    `fast 方式的排空在 ${node} 上不起作用（${refused === undefined ? '没有效果' : `meta 应答 ${refused}`}，` +
    `还剩 ${replicas} 个副本）：改用文档里的两步排空`,
  'flush-failed': ({ node, why }) => `${node} 上的 flush-log 没有成功（${why}）：最多丢失它文本日志的末尾`,
  'command-not-tried': ({ verb, node }) => `任务正在中止，${node} 上的命令 "${verb}" 不再重试`,
  'not-silenced': ({ why }) => `没能为本任务静默告警：${why}。任务继续，并会再试；期间可能会有告警通知到人`,
  'command-end-unheard': ({ verb, node, succeeded }) =>
    `${node} 上的命令 "${verb}" ${succeeded ? '报告成功' : '没有报告成功'}，机器人得知时自身出错`,
  'error-noted': ({ error }) => `机器人自身出错：${error}。任务保持原样；详情见日志`,
  'not-saved': ({ ms, why }) =>
    `有 ${formatDuration(ms)} 任务的状态无法保存（${why}）。期间没有在集群上开始新的动作。现在又能保存了`,
  'level-for-balance': ({ level }) => `level 是 ${level}；meta 均衡期间设为 lively，之后还原`,
  'not-rebalanced': ({ why }, say) => `没有重新分布 primary：${say(why)}`,
  'leadership-restored': ({ moved, gone }) =>
    `primary 已还原为任务之前的分布：移动了 ${moved} 个${gone === 0 ? '' : `，${stay(gone)}`}`,
  'leadership-left': ({ moved, left, gone, why }, say) => {
    const given = `primary 没有还原为任务之前的分布：${say(why)}`;
    if (left === undefined) return given;
    return `${given}。移动了 ${moved} 个，${[`${left} 个留在原处`, ...(gone === 0 ? [] : [stay(gone)])].join('，')}`;
  },
  'nothing-moved': ({ ms }) => `${formatDuration(ms)}没有移动任何 primary`,
  'nothing-to-pause': () => '没有剩下的 server，没有什么可以暂停：正在还原设置',
  'meta-silent': ({ meta, why, left, of }) =>
    `meta ${meta} 没有应答（${why}）：${of} 个 meta 中 ${left} 个有应答，没有 leader 就什么都不能迁移和修复。` +
    '请启动它；任务继续',
  'meta-answers': ({ meta }) => `meta ${meta} 又有应答了`,
  'few-copies-accepted': ({ tables, by }) =>
    `由 ${by.map(person).join(' 和 ')} 决定，从现在起 ${all(tables)} 虽然副本少也照样滚动`,
  'min-live-lowered': ({ meta, was, to }) =>
    `meta ${meta} 上的 min_live_node_count_for_unfreeze 从 ${was} 调低到 ${to}，最后还原`,
  'min-live-unsaid': ({ meta, to }) => `${meta} 没有说它的 min_live_node_count_for_unfreeze 是否仍是 ${to}`,
  'min-live-changed': ({ meta, value }) =>
    `${meta} 的 min_live_node_count_for_unfreeze 现在是 ${value}，不是本任务设的：保持不动`,
  'min-live-kept': ({ meta, was, to, servers }) =>
    `只有 ${servers} 台 server 存活期间，${meta} 保持 min_live_node_count_for_unfreeze = ${to}：改回 ${was} 它会冻结`,
  'setting-by-hand': ({ name, from, to, leader, blind, wanted, leaving }) => {
    const setting = settings[name] ?? { name, why: '任务需要它' };
    const change = `leader ${leader} 上的 ${setting.name} 从 ${shown(name, from)} 改成了 ${shown(name, to)}`;
    // In a time that nobody saw its process may have been restarted, and has what its own file says.
    const who = blind ? `有人把 ${change}，或它的进程重启过` : `有人把 ${change}；不是本任务做的`;
    if (wanted) return `${who}。任务会设回它需要的值：${setting.why}`;
    return `${who}。${leaving ? putsBackBefore : '本任务不需要它，最后会还原之前的值'}`;
  },
  'level-by-hand': ({ from, to, frozen, leaving }) => {
    const back = leaving ? putsBackBefore : '任务会设回它需要的值：level 不对时，meta 会在 server 离线期间迁移副本';
    return `${levelByHand(from, to)}；不是本任务做的。${frozen ? '任务保持原样，直到有人答复' : back}`;
  },
  'frozen-by-hand': ({ from, to, then }, say) =>
    `${levelByHand(from, to)}：它现在不迁移、不修复。任务不去动它，${say(then)}`,
  'then-held': () => '保持挂起；有人答复之后，把 level 设回 steady',
  'then-paused': () => '保持暂停；恢复之后，把 level 设回 steady',
  'then-ends': () => '就以现在的 level 结束',
  'then-pauses': () => '并且暂停；恢复之后，把 level 设回 steady',
};
