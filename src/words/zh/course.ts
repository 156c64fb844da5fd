import { formatDuration } from '../../lib/duration.js';
import type { courseMessages } from '../../roll/messages/course.js';
import { person, putsMinLiveBack } from '../common.js';
import type { Sentences } from '../sentences.js';
import { all, apart, commands, withNumbers } from './phrases.js';

export const courseSentences: Sentences<keyof typeof courseMessages> = {
  person: ({ user }) => person(user),
  somebody: () => '有人',
  'a-request': () => '请求',
  'bot-out-of-touch': () => '机器人（它在 Slack 里联系不上人）',
  'bot-was-away': ({ ms }) => `机器人（它离开了 ${formatDuration(ms)}）`,
  'bot-was-restarted': () => '机器人（它重新启动过）',
  'somebody-froze': ({ level }) => `手工把 level 设为 ${level} 的人`,
  'paused-by': ({ by }, say) => `由${apart(say(by))}暂停`,
  'paused-by-before-start': ({ by }, say) => `由${apart(say(by))}暂停，当时什么都还没动过`,
  'paused-for-freeze': ({ level }) =>
    `有人手工把 meta level 设为 ${level}：它不迁移、不修复。恢复任务会把它设回 steady；在那之前任务不去动它`,
  'paused-outside-window': ({ why, goesOn }, say) =>
    `${say(why)}；${goesOn ? '到时会自己继续，除非有人暂停它' : '到时请恢复它'}`,
  'waits-for-resume': ({ because }, say) => `窗口打开时不会自己继续，原因：${say(because)}；到时请恢复它`,
  'canary-done': ({ node }) => `灰度的 ${node} 已完成，分片副本齐全。请检查它，然后恢复任务`,
  'not-among-nodes': () => '不在 --nodes 之列',
  'skip-option': () => '--skip',
  'known-dead': () => '已宕机，不会再恢复（--allow dead-server）',
  'before-from': ({ from }) => `在 --from ${from} 之前`,
  'started-since': ({ startedAt, since }) => `启动于 ${startedAt}，不早于 ${since}`,
  'not-in-rollback': ({ run }) => `任务 ${run} 没有升级过它`,
  'restarted-since-run': ({ run }) => `任务 ${run} 开始处理它之后，它重启过`,
  'done-in-run': ({ run }) => `任务 ${run} 已重启过它`,
  'left-out-of-run': ({ run }) => `任务 ${run} 已跳过它`,
  'already-on-version': ({ version }) => `已经是 ${version}`,
  skipped: () => '已跳过',
  'skipped-by': ({ user }) => `由 ${person(user)} 跳过`,
  'forced-without': () => '没起来；强制继续，不管它',
  'cluster-not-configured': () => '配置里已没有这个集群；它的设置没有还原',
  'order-changed': () => 'server 的顺序或命令变了',
  'drain-changed': ({ fast }) => `现在用${fast ? ' fast 方式' : '文档里的方式'}排空 server`,
  'min-live-planned': ({ from, to }) =>
    from === undefined || to === undefined
      ? '不再调低 min_live_node_count_for_unfreeze'
      : `要把 min_live_node_count_for_unfreeze 从 ${from} 调低到 ${to}`,
  'now-to-be-rolled': ({ server }) => `现在要滚动 ${server}`,
  'no-longer-to-be-rolled': ({ server }) => `不再滚动 ${server}`,
  'version-changed': ({ server, version }) => `${server} 现在的版本是 ${version ?? '未知'}`,
  'there-and-left-out': ({ server, why }, say) => `现在有 ${server}，但不滚动它：${say(why)}`,
  'not-there-any-more': ({ server }) => `${server} 已不在`,
  'named-waivers-changed': ({ names }) => `点名允许宕机、现在确实宕机的：${names === '' ? '无' : names}`,
  'waivers-changed': ({ tables, copies }) =>
    `副本数少于三而照样滚动的表，现在是：${withNumbers(tables, copies) || '无'}`,
  'all-restored': () => '所有设置都已还原',
  'left-stopped': ({ nodes }) => `${all(nodes)} 停了，没有看到恢复：请先看`,
  'left-frozen': ({ level }) => `meta level 是 ${level}，是有人手工设的，没有调回：它不迁移、不修复。其他设置都已还原`,
  'left-without-hooks': ({ node, verbs }) => `配置里的 ${commands(verbs)} 在 ${node} 上没有成功或没有执行：请手工处理`,
  'left-lowered': ({ metas, was }) =>
    `${all(metas)} 上的 min_live_node_count_for_unfreeze 可能仍是调低的值，除非它的进程重启过：` +
    `等所有 server 都存活，执行 ${putsMinLiveBack(metas, was).join(' 和 ')}`,
};
