import { assertNever } from '../../lib/assert-never.js';
import { formatDuration } from '../../lib/duration.js';
import type { LoggedEvent } from '../../roll/event.js';
import type { LoadBalancerSettings } from '../../roll/observation.js';
import type { Run } from '../../roll/run.js';
import { capital, count, utc } from '../text.js';
import { spentWords } from './figures.js';
import { concerned, holdTitle } from './hold-parts.js';
import { block, code, maskedLines, table, type Words } from './report-markdown.js';
import { choiceWord, minLiveWords } from './words.js';
import { voteFaultWords } from './vote-words.js';
import { inLanguage, statusInWords } from '../language.js';

type Event<Kind extends LoggedEvent['kind']> = Extract<LoggedEvent, { kind: Kind }>;

/** Each hold with everything that people were told of it, and what they answered after how long. */
export function holdLines({ log }: Run, words: Words): readonly string[] {
  const holds = log.filter((event): event is Event<'held'> => event.kind === 'held');
  if (holds.length === 0) return [];
  return [
    inLanguage({ en: '## Holds', zh: '## 挂起' }),
    ...holds.flatMap((event, place) => [
      '',
      `### ${place + 1}. ${capital(holdTitle(event.hold.reason))}`,
      '',
      ...oneHold(event, log, words),
    ]),
  ];
}

function oneHold({ seq, at, hold }: Event<'held'>, log: readonly LoggedEvent[], words: Words): readonly string[] {
  const { prose, told } = words;
  const next = log.find(
    (other) =>
      other.seq > seq &&
      (other.kind === 'answered' ||
        other.kind === 'went-on' ||
        other.kind === 'aborting' ||
        other.kind === 'ended' ||
        other.kind === 'held'),
  );
  const answer =
    next === undefined
      ? inLanguage({ en: 'Nobody answered.', zh: '没有人答复。' })
      : inLanguage({
          en: `After ${formatDuration(next.at - at)}: ${eventWords(next, words)}.`,
          zh: `${formatDuration(next.at - at)} 之后：${eventWords(next, words)}。`,
        });
  return [
    `${utc(at)}${inLanguage({ en: ': ', zh: '：' })}${told(hold.what)}`,
    ...(hold.node === undefined
      ? []
      : ['', inLanguage({ en: `Being rolled: ${code(hold.node)}.`, zh: `正在处理：${code(hold.node)}。` })]),
    ...(concerned(hold).length === 0
      ? []
      : [
          '',
          inLanguage({
            en: `Concerned: ${concerned(hold).map(code).join(', ')}.`,
            zh: `涉及：${concerned(hold).map(code).join('、')}。`,
          }),
        ]),
    ...(hold.gpids.length === 0
      ? []
      : [
          '',
          inLanguage({
            en:
              `${capital(count(hold.gpids.length, 'partition'))}: ` +
              `${hold.gpids.map((gpid) => prose(gpid)).join(', ')}.`,
            zh: `${hold.gpids.length} 个分片：${hold.gpids.map((gpid) => prose(gpid)).join('、')}。`,
          }),
        ]),
    ...(hold.gates.length === 0
      ? []
      : ['', ...hold.gates.map(({ gate, reason }) => `- ${gate}${inLanguage({ en: ': ', zh: '：' })}${told(reason)}`)]),
    ...(hold.raw.length === 0 ? [] : ['', ...block(hold.raw)]),
    '',
    answer,
  ];
}

/** What happened, in order. */
export function eventLines({ log }: Run, words: Words): readonly string[] {
  return log.length === 0
    ? []
    : [
        inLanguage({ en: '## What happened', zh: '## 经过' }),
        '',
        ...table(
          [inLanguage({ en: 'Time', zh: '时间' }), ''],
          log.map((event) => [utc(event.at), eventWords(event, words)]),
        ),
      ];
}

function eventWords(event: LoggedEvent, { person, prose, told }: Words): string {
  switch (event.kind) {
    case 'approved':
      return inLanguage({
        en: `${person(event.by)} approved, ${event.have} of ${event.need}`,
        zh: `${person(event.by)} 批准，${event.have}/${event.need}`,
      });
    case 'approval-withdrawn':
      return inLanguage({ en: `${person(event.by)} took the approval back`, zh: `${person(event.by)} 撤回批准` });
    case 'vote-not-counted':
      return inLanguage({
        en: `the approval of ${person(event.by)} was not counted: the person ${voteFaultWords(event.why)}`,
        zh: `${person(event.by)} 的批准不算：这个人${voteFaultWords(event.why)}`,
      });
    case 'rejected':
      return inLanguage({ en: `${person(event.by)} rejected it`, zh: `${person(event.by)} 驳回` });
    case 'expiring':
      return inLanguage({
        en: `people were reminded: it expires ${utc(event.expiresAt)}, ${event.have} of ${event.need} approvals`,
        zh: `提醒：${utc(event.expiresAt)} 过期，${event.have}/${event.need} 个批准`,
      });
    case 'expired':
      return inLanguage({ en: 'expired', zh: '过期' });
    case 'locked':
      return inLanguage({
        en: `${person(event.by)} locked the cluster: ${code(event.reason)}`,
        zh: `${person(event.by)} 锁定了集群：${code(event.reason)}`,
      });
    case 'unlocked':
      return inLanguage({ en: `${person(event.by)} unlocked the cluster`, zh: `${person(event.by)} 解锁了集群` });
    case 'replanned':
      return inLanguage({
        en: `a new plan ${code(event.newPlan)} instead of ${code(event.oldPlan)}: ${told(event.why)}`,
        zh: `新计划 ${code(event.newPlan)} 取代 ${code(event.oldPlan)}：${told(event.why)}`,
      });
    case 'started':
      return inLanguage({ en: 'began', zh: '开始' });
    case 'maintenance-entered':
      return inLanguage({
        en:
          `settings saved (level ${event.saved.level}, ${settings(event.saved)}) and changed (level ` +
          `steady, ${settings(event.now)})`,
        zh: `保存设置（level ${event.saved.level}，${settings(event.saved)}）并修改（level steady，${settings(event.now)}）`,
      });
    case 'maintenance-left':
      return inLanguage({
        en:
          `settings put back (level ${event.restored.level}, ${settings(event.restored)}` +
          `${minLiveWords(event.restored)})`,
        zh: `还原设置（level ${event.restored.level}，${settings(event.restored)}${minLiveWords(event.restored)}）`,
      });
    case 'target-started': {
      const { primaries, secondaries = 0 } = event;
      const holds =
        primaries === undefined
          ? ''
          : inLanguage({
              en: `, ${primaries} primaries, ${secondaries} secondaries`,
              zh: `，${primaries} 个 primary，${secondaries} 个 secondary`,
            });
      return inLanguage({
        en: `${event.nth}/${event.of} ${event.role} ${code(event.address)} began${holds}`,
        zh: `${event.nth}/${event.of} ${event.role} ${code(event.address)} 开始${holds}`,
      });
    }
    case 'process-stopping':
      return inLanguage({
        en: `${event.role} ${code(event.address)}: its process goes down`,
        zh: `${event.role} ${code(event.address)}：停进程`,
      });
    case 'target-done': {
      const spent = spentWords(event.spent);
      const runs =
        event.version === undefined
          ? ''
          : inLanguage({ en: `, runs ${prose(event.version)}`, zh: `，版本 ${prose(event.version)}` });
      const by = spent === '' ? '' : ` (${spent})`;
      return inLanguage({
        en: `${event.role} ${code(event.address)} done in ${formatDuration(event.ms)}${runs}${by}`,
        zh:
          `${event.role} ${code(event.address)} 完成，` +
          `用时 ${formatDuration(event.ms)}${runs}${spent === '' ? '' : `（${spent}）`}`,
      });
    }
    case 'target-skipped':
      return inLanguage({
        en: `${event.role} ${code(event.address)} skipped: ${told(event.why)}`,
        zh: `跳过 ${event.role} ${code(event.address)}：${told(event.why)}`,
      });
    case 'leader-changed':
      return inLanguage({
        en: `the meta leader changed from ${code(event.from)} to ${code(event.to)}`,
        zh: `meta leader 从 ${code(event.from)} 变成 ${code(event.to)}`,
      });
    case 'held':
      return inLanguage({ en: `held: ${holdTitle(event.hold.reason)}`, zh: `挂起：${holdTitle(event.hold.reason)}` });
    case 'force-asked':
      return inLanguage({ en: `${person(event.by)} asked to force it`, zh: `${person(event.by)} 要求强制继续` });
    case 'answered':
      return inLanguage({
        en: `${person(event.by)} answered ${event.choice}`,
        zh: `${person(event.by)} 答复：${choiceWord(event.choice)}`,
      });
    case 'went-on':
      return inLanguage({ en: `went on by itself: ${told(event.why)}`, zh: `自己继续：${told(event.why)}` });
    case 'pausing':
      return inLanguage({ en: `${told(event.by)} asked for a pause`, zh: `${told(event.by)} 要求暂停` });
    case 'paused':
      return inLanguage({ en: `paused: ${told(event.why)}`, zh: `暂停：${told(event.why)}` });
    case 'window-opened':
      return inLanguage({
        en: `the change window opened${event.goesOn ? ', and it went on' : ''}`,
        zh: `变更窗口打开${event.goesOn ? '，任务继续' : ''}`,
      });
    case 'canary':
      return inLanguage({
        en: `the first replica server ${code(event.address)} is done; people were asked`,
        zh: `第一台 replica server ${code(event.address)} 完成；已询问`,
      });
    case 'resumed':
      return inLanguage({ en: `${person(event.by)} resumed it`, zh: `${person(event.by)} 恢复任务` });
    case 'aborting':
      return inLanguage({ en: `${told(event.by)} aborted it`, zh: `${told(event.by)} 中止任务` });
    case 'bot-restarted':
      return inLanguage({
        en:
          `the bot was away for ${formatDuration(event.awayMs)} and came back ` +
          (event.comesBack === 'paused' ? 'paused' : 'going on'),
        zh: `机器人离开了 ${formatDuration(event.awayMs)}，回来后${event.comesBack === 'paused' ? '暂停' : '继续'}`,
      });
    case 'note':
      return [told(event.message), ...maskedLines(event.raw ?? []).map(prose)].join(' ');
    case 'ended':
      return inLanguage({
        en: `${event.how}: ${told(event.left)}`,
        zh: `${statusInWords(event.how)}：${told(event.left)}`,
      });
    default:
      return assertNever(event);
  }
}

const settings = ({ assignDelayMs, addSecondaryMax, flowControl }: LoadBalancerSettings): string =>
  inLanguage({
    en:
      `assign_delay_ms ${assignDelayMs}, add_secondary_max ${addSecondaryMax}` +
      `, flow control ${flowControl ? 'on' : 'off'}`,
    zh: `assign_delay_ms ${assignDelayMs}，add_secondary_max ${addSecondaryMax}，流控${flowControl ? '开启' : '关闭'}`,
  });
