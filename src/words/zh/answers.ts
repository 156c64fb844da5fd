import { formatDuration } from '../../lib/duration.js';
import type { answerMessages } from '../../roll/messages/answers.js';
import { person } from '../common.js';
import type { Sentences } from '../sentences.js';
import { all, apart, people } from './phrases.js';

export const answerSentences: Sentences<keyof typeof answerMessages> = {
  'action-answered': () => '这次点击已经答复过',
  'approval-before-plan': () => '那次批准早于现在的计划：请看清楚计划再批准',
  'approval-before-withdrawal': () => '那次批准早于它的撤回，所以不算。仍要批准的话，请再批准一次',
  'resume-before-pause': () => '那次恢复早于这次暂停，所以什么都没有做。仍要恢复的话，请再恢复一次',
  'answer-before-hold': ({ choice }) => `那次 ${choice} 早于这次挂起，所以什么都没有做。请答复消息现在的内容`,
  'stop-came-late': ({ stop }) =>
    `那次 ${stop} 来晚了：之后有人让任务继续，所以什么都没有做。仍要这样做的话，请再 ${stop} 一次`,
  'has-ended': ({ how }, say) => `它已结束：${say(how)}`,
  'rejected-by': ({ user }) => `由 ${person(user)} 驳回`,
  'expired-unapproved': () => '已过期，没有及时得到足够的批准',
  'aborted-by': ({ by }, say) => `由${apart(say(by))}中止`,
  'approved-and-done': ({ by }) => `由 ${people(by)} 批准，已完成`,
  'approved-and-failed': ({ by, why }, say) => `由 ${people(by)} 批准，已失败：${say(why)}`,
  'request-expired': () => '这个请求已过期：请重新请求',
  'no-approval-of-yours': () => '没有你的批准可以撤回',
  'approval-taken-back': () => '你的批准已撤回',
  rejected: () => '已驳回',
  'not-begun': () => '它还没有开始：正在等待批准。要结束它，请驳回',
  'older-plan': () => '那是旧的计划：请看新的',
  'asked-by-you': () => '任务是你发起的：要由别人批准',
  'approved-by-you': () => '你已经批准过了',
  'approved-so-far': ({ have, need }) => `已批准：${have}/${need}`,
  'approved-begins': () => '已批准：现在开始',
  'approved-begins-later': ({ why }, say) => `已批准：还没有开始，因为${say(why)}`,
  'already-approved-by': ({ by }) => `已由 ${people(by)} 批准`,
  'begun-before-withdraw': () => '它已获批准并开始：现在不能撤回批准。请改为暂停或中止',
  'begun-before-reject': () => '它已获批准并开始：要结束它，请中止',
  'paused-before-start': () => '已暂停，什么都还没动过',
  'only-puts-settings-back': () => '所有 server 都已完成：只剩还原设置，然后结束',
  'leaves-leadership': () => '不再移回 primary：还原设置，任务结束',
  'pauses-at-safe-point': () => '会在下一个安全点暂停',
  'already-pausing': ({ by }, say) => `已经在暂停，由${apart(say(by))}要求`,
  'paused-already': ({ why }, say) => `它已经停住：${say(why)}`,
  'paused-beyond-window': () => '已暂停：停到有人恢复它为止，窗口打开也不会自己继续',
  'held-already': () => '它已经停住，处于挂起：请答复它',
  'being-aborted': () => '它正在中止',
  'goes-on': () => '继续',
  'resume-later': ({ why }, say) => `${say(why)}。到时请恢复它；或者中止它，再用 --outside-window "why" 请求做完剩下的`,
  'pause-called-off': () => '已取消暂停',
  'held-needs-answer': ({ choices }) => `它处于挂起，需要答复：${all(choices)}`,
  'not-paused': () => '它没有暂停',
  'not-held': ({ choice }) => `它没有挂起，没有什么可以 ${choice}`,
  'not-offered': ({ choice, offered }) =>
    `这里不能用 ${choice}${choice === 'wait' ? '' : '，因为不安全'}；可以用 ${all(offered)} 答复`,
  'no-room-yet': () => '机器人的磁盘仍然没有空间：请先腾出空间，半分钟后再答复',
  'force-noted': () => '已记下：还要另一个审批人也强制',
  'force-takes-another': () => '你已经要求过：还要另一个审批人',
  'goes-on-waiting': () => '继续等待',
  'tries-again': () => '再试一次',
  forced: () => '已强制继续',
  'still-pauses': ({ answer, by }, say) => `${say(answer)}；仍会按${apart(say(by))}的要求在下一个安全点暂停`,
  'aborted-before-start': () => '已中止，什么都还没动过',
  'settings-back-already': () => '它已经在还原设置',
  'already-aborting': ({ by, isYou, againAfterMs }, say) =>
    `已经在中止，由${isYou ? '你' : apart(say(by))}要求。要立刻离开，请点它消息上的中止按钮，` +
    `或在那之后 ${formatDuration(againAfterMs)} 再输入命令`,
  'aborts-now': () => '正在中止：现在还原设置',
  'aborts-after-command': ({ by }, say) => `已经在中止，由${apart(say(by))}要求；正在处理的 server 上的命令要先结束`,
  'aborts-once-back': ({ node }) => `正在中止：先等 ${node} 恢复。要立刻离开，请再点一次中止`,
  'rolls-back-once-ended': ({ aborts }, say) =>
    `${say(aborts)}。它一结束，就会发出回滚计划供批准；如果没有出现，结果消息上有按钮`,
  'rollback-not-offered': () =>
    '升级过 server 的任务，处于挂起或暂停时，可以为回滚而中止；已经结束的，请用 rollback 请求',
  'way-back-forbidden': ({ rule, what }) =>
    `任务保持原样：版本规则 ${rule} 禁止退回。${what} 确信这个构建没有问题的，请用 rollback 并带上 --allow version=${rule}`,
  'aborts-once-ended': ({ verb, node }) => `正在中止：${node} 上的命令 "${verb}" 要先结束，最多等到它的时限`,
  'aborts-once-undrained': () => '正在中止：先还回副本。要立刻离开，请再点一次中止',
};
