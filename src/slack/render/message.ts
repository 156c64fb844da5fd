import type { Unsaved } from '../../engine/run-service.js';
import { assertNever } from '../../lib/assert-never.js';
import type { LoggedEvent } from '../../roll/event.js';
import type { Progress } from '../../roll/progress.js';
import type { Run, RunIn, RunStatus } from '../../roll/run.js';
import { validVotes } from '../../roll/votes.js';
import { isByPerson, peopleOf } from '../people.js';
import { type Speech } from '../reactions.js';
import { capital, cut, inTheirWords, listing, mention, moment, quoted, sentenceOf } from '../text.js';
import { buttons } from './buttons.js';
import { headline } from './headline.js';
import { holdParts, standingParts } from './hold-parts.js';
import { nowParts, serverParts } from './live-parts.js';
import { meaningfulIntents } from './meaningful.js';
import { howTo, request } from './message-answers.js';
import { outcomeParts, type ReportState } from './outcome-parts.js';
import { type Content, content, type Dialect, type Part } from './parts.js';
import { planDetails, planHead, planTitle } from './plan-parts.js';
import { startedAgainParts } from './started-again-parts.js';
import { noWayBack } from './rollback-plan.js';
import { whatStays } from './what-stays.js';
import { unsavedHeadline, unsavedPart } from './unsaved-words.js';
import { full, pausedSettings, server } from './words.js';
import { inLanguage } from '../language.js';

/** `event_type` of the message of a run, and of what stands in its thread. */
export const messageEvent = 'pegasus_roll';
export const threadEvent = 'pegasus_roll_thread';

/** For programs, and for the bot to find its post again. Readable by the whole workspace: no secrets. */
export interface MessageMetadata {
  readonly event_type: typeof messageEvent;
  readonly event_payload: {
    readonly run: string;
    readonly cluster: string;
    readonly plan: string;
    readonly state: RunStatus;
  };
}

export interface RunMessage extends Content {
  readonly metadata: MessageMetadata;
}

/** What a message depends on besides its run. */
export interface View {
  readonly dialect?: Dialect;
  /** Of an ended run: where its report is; absent while it is not known. */
  readonly report?: ReportState;
  /** Why its state cannot be saved now; absent while it can. */
  readonly unsaved?: Unsaved;
}

/**
 * The one message of a run, as it should stand now: plan, then live status, then outcome. What a person needs at a
 * glance comes first, then the buttons, then the details, as Slack folds a long message.
 */
export function renderMessage(run: Run, speech: Speech, view: View = {}): RunMessage {
  const { unsaved } = view;
  const head: readonly Part[] =
    unsaved === undefined
      ? [{ kind: 'header', text: headline(run) }]
      : [{ kind: 'header', text: unsavedHeadline(run) }, unsavedPart(unsaved)];
  const parts = [...head, ...stateParts(run, speech, view), footer(run)];
  return { ...content(parts, view.dialect), metadata: metadata(run, run.plan.id, run.status) };
}

/** What stands where a plan stood that a newer one has replaced. Its request is over: nothing on it counts. */
export function renderReplaced(run: Run, oldPlan: string): RunMessage {
  const why = run.log.findLast(
    (event): event is Extract<LoggedEvent, { kind: 'replanned' }> =>
      event.kind === 'replanned' && event.oldPlan === oldPlan,
  )?.why;
  const parts: readonly Part[] = [
    {
      kind: 'header',
      text: inLanguage({
        en: `:wastebasket: ${planTitle(run.plan)}: this plan was replaced`,
        zh: `:wastebasket: ${planTitle(run.plan)}：这份计划已被替换`,
      }),
    },
    {
      kind: 'section',
      text: inLanguage({
        en:
          `It no longer holds${why === undefined ? '' : `: ${cut(sentenceOf(why), 1500)}`}. Nothing here ` +
          'counts any more; the new plan is in a message of its own.',
        zh: `它不再成立${why === undefined ? '' : `：${cut(sentenceOf(why), 1500)}`}。这里的操作都不再算数；新计划在另一条消息里。`,
      }),
    },
    {
      kind: 'context',
      text: inLanguage({
        en: `Run ${quoted(run.id)} · plan ${quoted(oldPlan)}`,
        zh: `任务 ${quoted(run.id)} · 计划 ${quoted(oldPlan)}`,
      }),
    },
  ];
  return { ...content(parts), metadata: metadata(run, oldPlan, 'expired') };
}

const metadata = (run: Run, plan: string, state: RunStatus): MessageMetadata => ({
  event_type: messageEvent,
  event_payload: { run: run.id, cluster: run.cluster, plan, state },
});

function stateParts(run: Run, speech: Speech, { report }: View): readonly Part[] {
  const answers = [...buttons(run), ...noWayBack(run), howTo(run, speech)];
  switch (run.status) {
    case 'awaiting-approval':
      return [
        ...planHead(run.plan, { by: run.requestedBy, at: run.requestedAt }),
        request(run, speech),
        ...answers,
        ...planDetails(run.plan),
      ];
    case 'approved':
      return [
        {
          kind: 'section',
          text: inLanguage({
            en: 'The cluster is checked once more, then it starts.',
            zh: '再检查一次集群，然后开始。',
          }),
        },
        ...nowParts(run),
        ...answers,
        ...serverParts(run),
      ];
    case 'rolling':
      return [...nowParts(run), ...answers, ...serverParts(run)];
    case 'pausing':
      return [
        {
          kind: 'section',
          text: inLanguage({
            en: 'It stops at the next safe point. No further server is begun.',
            zh: '会在下一个安全点停住。不再开始其他 server。',
          }),
        },
        ...nowParts(run),
        ...answers,
        ...serverParts(run),
      ];
    case 'paused':
      return [
        {
          kind: 'section',
          text:
            `${pausedWords(run)}\n${awayWords(run.progress)}${inLanguage({ en: ' ', zh: '' })}` +
            pausedSettings(run, run.progress.saved !== undefined && !run.progress.restored),
        },
        ...startedAgainParts(run),
        ...nowParts(run),
        ...answers,
        ...serverParts(run),
      ];
    case 'held':
      return [
        // The headline has the alarm sign already.
        ...standingParts(
          run.hold,
          inLanguage({
            en: `*It has been waiting for an answer since ${moment(run.since)}.*`,
            zh: `*从 ${moment(run.since)} 起等待答复。*`,
          }),
        ),
        ...(run.hold.reason === 'started-again' ? [] : startedAgainParts(run)),
        ...holdParts(run.hold, 6),
        ...(run.forceAskedBy === undefined
          ? []
          : [
              {
                kind: 'alert' as const,
                level: 'warning' as const,
                text: inLanguage({
                  en: `${mention(run.forceAskedBy)} asked to force it. A second approver has to force it too.`,
                  zh: `${mention(run.forceAskedBy)} 要求强制继续。还要第二个审批人也强制。`,
                }),
              },
            ]),
        ...answers,
        ...nowParts(run),
        ...serverParts(run),
      ];
    case 'aborting': {
      const again = meaningfulIntents(run).includes('abort')
        ? inLanguage({
            en: ' Press Abort again to leave without waiting for the server at hand.',
            zh: '再点一次「中止」，就不等正在处理的 server，立刻离开。',
          })
        : '';
      return [
        {
          kind: 'section',
          text: inLanguage({
            en: `It stops at the next safe point and puts the settings of the cluster back.${again}`,
            zh: `会在下一个安全点停住，并还原集群的设置。${again}`,
          }),
        },
        ...nowParts(run),
        ...answers,
        ...serverParts(run),
      ];
    }
    case 'done':
      return outcomeParts(run, report, speech.command);
    case 'aborted':
      return [
        {
          kind: 'section',
          text: inLanguage({
            en: `Aborted by ${sentenceOf(run.by, peopleOf(run))}. ${whatStays(run)}`,
            zh: `由 ${sentenceOf(run.by, peopleOf(run))} 中止。${whatStays(run)}`,
          }),
        },
        ...outcomeParts(run, report, speech.command),
      ];
    case 'failed':
      return [
        { kind: 'alert', level: 'error', text: cut(full(sentenceOf(run.why)), 1500) },
        ...outcomeParts(run, report, speech.command),
      ];
    case 'rejected':
      return [
        {
          kind: 'section',
          text: inLanguage({
            en: `${mention(run.by)} rejected it, ${moment(run.endedAt)}. Nothing was touched.`,
            zh: `${mention(run.by)} 已驳回，${moment(run.endedAt)}。什么都没有动过。`,
          }),
        },
      ];
    case 'expired':
      return [
        {
          kind: 'section',
          text: inLanguage({
            en: `The request ended ${moment(run.endedAt)}. Nothing was touched. To roll, ask again.`,
            zh: `请求已于 ${moment(run.endedAt)} 结束。什么都没有动过。要滚动，请重新请求。`,
          }),
        },
      ];
    default:
      return assertNever(run);
  }
}

/** Who started and approved it, and its names. */
function footer(run: Run): Part {
  const approved = validVotes(run).map(({ by }) => mention(by));
  const by =
    run.status === 'awaiting-approval' || approved.length === 0
      ? ''
      : inLanguage({ en: ` · approved by ${listing(approved, 400)}`, zh: ` · 由 ${listing(approved, 400)} 批准` });
  const asked =
    run.status === 'awaiting-approval'
      ? ''
      : inLanguage({
          en: `Asked for by ${mention(run.requestedBy)}${by} · `,
          zh: `由 ${mention(run.requestedBy)} 发起${by} · `,
        });
  const why =
    run.status === 'awaiting-approval' || run.plan.options.reason === undefined
      ? ''
      : `${inTheirWords(run.plan.options.reason, 200)} · `;
  return {
    kind: 'context',
    text: inLanguage({
      en: `${asked}${why}run ${quoted(run.id)} · plan ${quoted(run.plan.id)}`,
      zh: `${asked}${why}任务 ${quoted(run.id)} · 计划 ${quoted(run.plan.id)}`,
    }),
  };
}

function pausedWords(run: RunIn<'paused'>): string {
  const why = cut(sentenceOf(run.why, peopleOf(run)), 800);
  return isByPerson(run.why)
    ? inLanguage({ en: `${capital(why)}, since ${moment(run.since)}.`, zh: `${why}，从 ${moment(run.since)} 起。` })
    : inLanguage({
        en: `Paused since ${moment(run.since)}: ${full(why)}`,
        zh: `从 ${moment(run.since)} 起暂停：${full(why)}`,
      });
}

function awayWords({ targets }: Progress): string {
  const away = targets.filter((target) => target.processDown).map(({ role, address }) => server(role, address));
  return away.length === 0
    ? inLanguage({ en: 'No server is away.', zh: '没有 server 离线。' })
    : inLanguage({
        en: `:warning: Not seen back yet: ${listing(away, 300)}.`,
        zh: `:warning: 还没有看到恢复：${listing(away, 300)}。`,
      });
}
