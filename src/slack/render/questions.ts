import type { LoggedEvent, StatusEvent } from '../../roll/event.js';
import { hasEnded, type Run } from '../../roll/run.js';
import { peopleOf } from '../people.js';
import { cut, mention, moment, sentenceOf } from '../text.js';
import { choiceWord, full } from './words.js';
import { inLanguage } from '../language.js';

/** How a post that asks people for something stands: it asks still, or this became of it. */
export type Standing = { readonly open: true } | { readonly open: false; readonly outcome: string };

type Kind = StatusEvent['kind'];

/** What ends that a run stands; the first of them after the question has answered it. */
const goesOn: readonly Kind[] = [
  'answered',
  'resumed',
  'aborting',
  'went-on',
  'window-opened',
  'held',
  'started',
  'approval-withdrawn',
  'replanned',
  'ended',
];
/** What ends that approvals are waited for. */
const decided: readonly Kind[] = [
  'approved',
  'rejected',
  'expired',
  'replanned',
  'started',
  'paused',
  'held',
  'aborting',
  'ended',
];

/**
 * What became of the question in a post of the thread, by the run as it is now.
 * @returns undefined for an event that asks for nothing
 */
export function standingOf(run: Run, event: LoggedEvent): Standing | undefined {
  switch (event.kind) {
    case 'held':
    case 'force-asked':
      return standing(run, event, goesOn, run.status === 'held');
    case 'paused':
      return standing(run, event, [...goesOn, 'paused'], run.status === 'paused');
    case 'window-opened':
      return event.goesOn ? undefined : standing(run, event, [...goesOn, 'paused'], run.status === 'paused');
    case 'bot-restarted':
      return event.comesBack === 'paused'
        ? standing(run, event, goesOn, run.status === 'paused' || run.status === 'pausing')
        : undefined;
    case 'expiring':
    case 'replanned':
      return standing(run, event, decided, run.status === 'awaiting-approval');
    default:
      return undefined;
  }
}

function standing(run: Run, event: LoggedEvent, ends: readonly Kind[], isOpen: boolean): Standing {
  const end = run.log.find((other) => other.seq > event.seq && ends.includes(other.kind) && endsIt(other));
  if (end !== undefined) return { open: false, outcome: full(outcomeWords(run, end)) };
  return isOpen
    ? { open: true }
    : {
        open: false,
        outcome: hasEnded(run)
          ? inLanguage({ en: 'The run has ended.', zh: '任务已结束。' })
          : inLanguage({ en: 'It went on.', zh: '任务已继续。' }),
      };
}

/** An approval that is not the last one decides nothing, nor does a window that people have to use. */
const endsIt = (event: LoggedEvent): boolean =>
  event.kind === 'approved' ? event.have >= event.need : event.kind !== 'window-opened' || event.goesOn;

function outcomeWords(run: Run, event: LoggedEvent): string {
  const at = moment(event.at);
  switch (event.kind) {
    case 'answered':
      return inLanguage({
        en: `*Answered:* ${mention(event.by)} chose *${event.choice}*, ${at}`,
        zh: `*已答复：* ${mention(event.by)} 选择了 *${choiceWord(event.choice)}*，${at}`,
      });
    case 'resumed':
      return inLanguage({
        en: `*Answered:* ${mention(event.by)} resumed it, ${at}`,
        zh: `*已答复：* ${mention(event.by)} 恢复了任务，${at}`,
      });
    case 'aborting':
      return inLanguage({
        en: `*Answered:* ${sentenceOf(event.by, peopleOf(run))} aborted it, ${at}`,
        zh: `*已答复：* ${sentenceOf(event.by, peopleOf(run))} 中止了任务，${at}`,
      });
    case 'rejected':
      return inLanguage({
        en: `*Answered:* ${mention(event.by)} rejected it, ${at}`,
        zh: `*已答复：* ${mention(event.by)} 驳回了任务，${at}`,
      });
    case 'approved':
      return inLanguage({
        en: `*Answered:* ${event.have} of ${event.need} approvals, the last by ${mention(event.by)}, ${at}`,
        zh: `*已答复：* 共 ${event.need} 个批准中的 ${event.have} 个，最后一个来自 ${mention(event.by)}，${at}`,
      });
    case 'approval-withdrawn':
      return inLanguage({
        en: `*Answered:* ${mention(event.by)} took the approval back, ${at}`,
        zh: `*已答复：* ${mention(event.by)} 撤回了批准，${at}`,
      });
    case 'went-on':
      return inLanguage({
        en: `it went on by itself, ${at}: ${cut(sentenceOf(event.why), 500)}`,
        zh: `已自己继续，${at}：${cut(sentenceOf(event.why), 500)}`,
      });
    case 'window-opened':
      return inLanguage({
        en: `its change window opened, and it went on, ${at}`,
        zh: `变更窗口打开了，任务已继续，${at}`,
      });
    case 'held':
      return inLanguage({ en: `it was held, ${at}, as told below`, zh: `又挂起了，${at}，见下面` });
    case 'paused':
      return inLanguage({ en: `it was paused, ${at}, as told below`, zh: `又暂停了，${at}，见下面` });
    case 'replanned':
      return inLanguage({
        en: `the cluster had changed, ${at}: another plan took its place`,
        zh: `集群有变化，${at}：另一份计划取代了它`,
      });
    case 'expired':
      return inLanguage({ en: `nobody did: the request expired, ${at}`, zh: `没有人批准：请求已过期，${at}` });
    case 'started':
      return inLanguage({ en: `it started, ${at}`, zh: `已开始，${at}` });
    default:
      return inLanguage({ en: `the run ended, ${at}`, zh: `任务已结束，${at}` });
  }
}
