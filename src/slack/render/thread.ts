import { assertNever } from '../../lib/assert-never.js';
import { formatDuration } from '../../lib/duration.js';
import type { LoggedEvent } from '../../roll/event.js';
import type { Message } from '../../roll/message.js';
import { onlyRebalances } from '../../roll/options.js';
import type { Run } from '../../roll/run.js';
import { validVotes } from '../../roll/votes.js';
import { peopleOf } from '../people.js';
import { seedName, type Speech } from '../reactions.js';
import { capital, count, inTheirWords, listing, mention, moment, sentenceOf } from '../text.js';
import { rawParts } from './hold-parts.js';
import { threadEvent } from './message.js';
import { type Content, content, type Part } from './parts.js';
import { involved, mayAnswer } from './people.js';
import { asking, type Event, line, type Said } from './said.js';
import { ending } from './thread-ending.js';
import { leaderChange, load, targetDone } from './thread-servers.js';
import { held, paused, windowOpened } from './thread-stops.js';
import { voteFaultWords } from './vote-words.js';
import { choiceWord, minLiveWords, server, settingsWords } from './words.js';
import { inLanguage } from '../language.js';

export interface ThreadPost extends Content {
  /** Shown in the channel too: for the few that cannot wait until somebody opens the thread. */
  readonly broadcast: boolean;
  readonly metadata: {
    readonly event_type: typeof threadEvent;
    readonly event_payload: { readonly run: string; readonly seq: number };
  };
}

/** What the thread says of an event; undefined: nothing, the message shows it. */
export function renderThreadPost(run: Run, event: LoggedEvent, speech: Speech): ThreadPost | undefined {
  const said = say(run, event, speech);
  if (said === undefined) return undefined;
  // Mentions of an edit notify nobody: those who must act are named in a post of its own.
  const people = said.people ?? [];
  const parts: readonly Part[] =
    people.length === 0 ? said.parts : [...said.parts, { kind: 'section', text: listing(people, 1500, ' ') }];
  return {
    ...content(parts),
    broadcast: said.broadcast === true,
    metadata: { event_type: threadEvent, event_payload: { run: run.id, seq: event.seq } },
  };
}

function say(run: Run, event: LoggedEvent, speech: Speech): Said | undefined {
  const told = (message: Message): string => sentenceOf(message, peopleOf(run));
  switch (event.kind) {
    case 'approved':
      return line(
        inLanguage({
          en: `:white_check_mark: ${mention(event.by)} approved: ${event.have} of ${event.need}.`,
          zh: `:white_check_mark: ${mention(event.by)} 已批准：${event.have}/${event.need}。`,
        }),
      );
    case 'approval-withdrawn':
      return line(
        inLanguage({ en: `${mention(event.by)} took the approval back.`, zh: `${mention(event.by)} 撤回了批准。` }),
      );
    case 'vote-not-counted':
      return {
        ...line(
          inLanguage({
            en:
              `The approval of ${mention(event.by)} does not count: this person ` +
              `${voteFaultWords(event.why)}. Somebody else has to approve.`,
            zh: `${mention(event.by)} 的批准不算：这个人${voteFaultWords(event.why)}。要由别人批准。`,
          }),
        ),
        people: mayAnswer(run, speech),
      };
    case 'rejected':
      return {
        ...line(
          inLanguage({
            en: `:x: ${mention(event.by)} rejected it. Nothing was touched.`,
            zh: `:x: ${mention(event.by)} 已驳回。什么都没有动过。`,
          }),
        ),
        people: involved(run),
      };
    case 'expiring':
      return asking(run, event, {
        open: inLanguage({
          en:
            `:hourglass_flowing_sand: The request expires ${moment(event.expiresAt)}. It has ` +
            `${validVotes(run).length} of ${count(event.need, 'approval')}: approve it on the message ` +
            'above, or ask again later.',
          zh:
            `:hourglass_flowing_sand: 请求到 ${moment(event.expiresAt)} 过期。目前有 ${validVotes(run).length} 个批准，` +
            `共需 ${event.need} 个：请在上面的消息上批准，或之后重新请求。`,
        }),
        over: inLanguage({
          en: ':hourglass_flowing_sand: The request was about to expire.',
          zh: ':hourglass_flowing_sand: 请求即将过期。',
        }),
        people: mayAnswer(run, speech),
      });
    case 'locked':
      return line(
        inLanguage({
          en:
            `:lock: ${mention(event.by)} locked the cluster: ${inTheirWords(event.reason, 500)}. ` +
            (run.status === 'awaiting-approval' || run.status === 'approved'
              ? 'This run cannot begin before it is unlocked.'
              : 'This run goes on; no other one may start.'),
          zh: `:lock: ${mention(event.by)} 锁定了集群：${inTheirWords(event.reason, 500)}。${
            run.status === 'awaiting-approval' || run.status === 'approved'
              ? '解锁之前本任务不能开始。'
              : '本任务继续；不能开始别的任务。'
          }`,
        }),
      );
    case 'unlocked':
      return line(
        inLanguage({
          en: `:unlock: ${mention(event.by)} unlocked the cluster.`,
          zh: `:unlock: ${mention(event.by)} 解锁了集群。`,
        }),
      );
    case 'window-opened':
      return windowOpened(run, event, speech);
    case 'expired':
      return {
        ...line(
          inLanguage({
            en:
              ':hourglass: Nobody approved it in time, so the request is closed. Nothing was touched. ' +
              'To roll, ask again.',
            zh: ':hourglass: 没有人及时批准，请求已关闭。什么都没有动过。要滚动，请重新请求。',
          }),
        ),
        people: involved(run),
      };
    case 'replanned':
      return asking(run, event, {
        open: inLanguage({
          en:
            `The cluster no longer matches the plan that was approved: ${told(event.why)}. This is the new ` +
            'plan; approvals count from zero.',
          zh: `集群已与获批准的计划不符：${told(event.why)}。这是新计划；批准从零算起。`,
        }),
        over: inLanguage({
          en:
            `The cluster no longer matched the plan that had been approved: ${told(event.why)}. A new plan ` +
            'took its place, and approvals counted from zero.',
          zh: `集群已与获批准的计划不符：${told(event.why)}。新计划取代了它，批准从零算起。`,
        }),
        people: mayAnswer(run, speech),
      });
    case 'started':
      return line(
        onlyRebalances(run.options)
          ? inLanguage({
              en: 'It starts: the meta may balance now, and no server is touched.',
              zh: '开始：meta 现在可以均衡，不动任何 server。',
            })
          : inLanguage({
              en: `It starts: ${count(run.plan.targets.length, 'server')}, one at a time.`,
              zh: `开始：${run.plan.targets.length} 台 server，逐台进行。`,
            }),
      );
    case 'maintenance-entered':
      return line(
        inLanguage({
          en:
            `Settings of the cluster saved: level ${event.saved.level}, ${settingsWords(event.saved)}. For ` +
            `the run: level steady, ${settingsWords(event.now)}.`,
          zh:
            `已保存集群的设置：level ${event.saved.level}，${settingsWords(event.saved)}。任务期间：level steady，` +
            `${settingsWords(event.now)}。`,
        }),
      );
    case 'maintenance-left':
      return line(
        inLanguage({
          en:
            `Settings of the cluster are back: level ${event.restored.level}, ` +
            `${settingsWords(event.restored)}${minLiveWords(event.restored)}.`,
          zh: `集群的设置已还原：level ${event.restored.level}，${settingsWords(event.restored)}${minLiveWords(event.restored)}。`,
        }),
      );
    case 'target-started':
      return line(
        inLanguage({
          en: `:arrow_forward: *${event.nth}/${event.of}* ${server(event.role, event.address)} begins${load(event)}.`,
          zh: `:arrow_forward: *${event.nth}/${event.of}* ${server(event.role, event.address)} 开始${load(event)}。`,
        }),
      );
    case 'process-stopping':
      // The message shows it, and the next line says that it is back.
      return undefined;
    case 'target-done':
      return line(targetDone(run, event));
    case 'target-skipped':
      return line(
        inLanguage({
          en: `:heavy_minus_sign: ${capital(server(event.role, event.address))} is skipped: ${told(event.why)}.`,
          zh: `:heavy_minus_sign: 跳过 ${server(event.role, event.address)}：${told(event.why)}。`,
        }),
      );
    case 'leader-changed':
      return line(
        inLanguage({
          en: `${leaderChange(run, event)} The new one gets the settings of this step again.`,
          zh: `${leaderChange(run, event)}新的 leader 会重新得到这一步的设置。`,
        }),
      );
    case 'held':
      return held(run, event, speech);
    case 'force-asked':
      return asking(run, event, {
        open: inLanguage({
          en: `:warning: ${mention(event.by)} asked to force it. It goes on when a second approver forces it too.`,
          zh: `:warning: ${mention(event.by)} 要求强制继续。第二个审批人也强制之后，任务继续。`,
        }),
        over: inLanguage({
          en: `:warning: ${mention(event.by)} asked to force it, which takes a second approver.`,
          zh: `:warning: ${mention(event.by)} 要求强制继续，这需要第二个审批人。`,
        }),
        people: mayAnswer(run, speech),
      });
    case 'answered':
      return line(
        inLanguage({
          en: `${mention(event.by)} answered: *${event.choice}*.`,
          zh: `${mention(event.by)} 答复：*${choiceWord(event.choice)}*。`,
        }),
      );
    case 'went-on':
      return line(
        inLanguage({ en: `It goes on by itself: ${told(event.why)}.`, zh: `自己继续了：${told(event.why)}。` }),
      );
    case 'pausing':
      return line(
        inLanguage({
          en: `${told(event.by)} asked for a pause; it comes at the next safe point.`,
          zh: `${told(event.by)} 要求暂停；会在下一个安全点暂停。`,
        }),
      );
    case 'paused':
      return paused(run, event, speech);
    case 'canary':
      // Said together with the pause that follows it.
      return undefined;
    case 'resumed':
      return line(
        inLanguage({
          en: `:${seedName('resume', speech.reactions)}: ${mention(event.by)} resumed it.`,
          zh: `:${seedName('resume', speech.reactions)}: ${mention(event.by)} 恢复了任务。`,
        }),
      );
    case 'aborting':
      return line(
        inLanguage({
          en:
            `:${seedName('abort', speech.reactions)}: ${told(event.by)} aborted it. It stops at the next ` +
            'safe point and puts the settings back.',
          zh: `:${seedName('abort', speech.reactions)}: ${told(event.by)} 中止了任务。会在下一个安全点停住，并还原设置。`,
        }),
      );
    case 'bot-restarted':
      if (event.comesBack !== 'paused')
        return line(
          inLanguage({
            en: `I was away for ${formatDuration(event.awayMs)}. I looked at the cluster again and went on.`,
            zh: `我离开了 ${formatDuration(event.awayMs)}。已重新读取集群状态并继续。`,
          }),
        );
      return asking(run, event, {
        open: inLanguage({
          en:
            `I was away for ${formatDuration(event.awayMs)}. I looked at the cluster again. The run is ` +
            'paused, or pauses at the next safe point: resume or abort.',
          zh: `我离开了 ${formatDuration(event.awayMs)}。已重新读取集群状态。任务已暂停，或会在下一个安全点暂停：请恢复或中止。`,
        }),
        over: inLanguage({
          en:
            `I was away for ${formatDuration(event.awayMs)}. I looked at the cluster again, and let ` +
            'nothing go on by itself.',
          zh: `我离开了 ${formatDuration(event.awayMs)}。已重新读取集群状态，没有让任何事自己继续。`,
        }),
        people: mayAnswer(run, speech),
      });
    case 'note':
      return note(event);
    case 'ended':
      return { ...ending(run, event), people: involved(run), broadcast: true };
    default:
      return assertNever(event);
  }
}

/** What is said, and the output that it is about. */
const note = ({ message, raw = [] }: Event<'note'>): Said => ({
  parts: [...line(capital(sentenceOf(message))).parts, ...rawParts(raw, 20)],
});
