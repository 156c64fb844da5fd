import type { Unsaved } from '../../engine/run-service.js';
import { assertNever } from '../../lib/assert-never.js';
import type { LoggedEvent } from '../../roll/event.js';
import type { Progress } from '../../roll/progress.js';
import type { Run, RunIn, RunStatus } from '../../roll/run.js';
import { validVotes } from '../../roll/votes.js';
import { isByPerson, peopleOf } from '../people.js';
import { type ReactionKind, seedName, type Speech } from '../reactions.js';
import { capital, cut, inTheirWords, listing, mention, moment, quoted, sentenceOf } from '../text.js';
import { askForRest } from './ask-for-rest.js';
import { buttons } from './buttons.js';
import { headline } from './headline.js';
import { holdParts, standingParts } from './hold-parts.js';
import { nowParts, serverParts } from './live-parts.js';
import { meaningfulIntents, meaningfulReactions } from './meaningful.js';
import { outcomeParts, type ReportState } from './outcome-parts.js';
import { type Content, content, type Dialect, type Part } from './parts.js';
import { approvalRule, planDetails, planHead, planTitle } from './plan-parts.js';
import { startedAgainParts } from './started-again-parts.js';
import { unsavedHeadline, unsavedPart } from './unsaved-words.js';
import { notCounted } from './vote-words.js';
import { full, pausedSettings, server } from './words.js';

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
    { kind: 'header', text: `:wastebasket: ${planTitle(run.plan)}: this plan was replaced` },
    {
      kind: 'section',
      text:
        `It no longer holds${why === undefined ? '' : `: ${cut(sentenceOf(why), 1500)}`}. Nothing here ` +
        'counts any more; the new plan is in a message of its own.',
    },
    { kind: 'context', text: `Run ${quoted(run.id)} · plan ${quoted(oldPlan)}` },
  ];
  return { ...content(parts), metadata: metadata(run, oldPlan, 'expired') };
}

const metadata = (run: Run, plan: string, state: RunStatus): MessageMetadata => ({
  event_type: messageEvent,
  event_payload: { run: run.id, cluster: run.cluster, plan, state },
});

function stateParts(run: Run, speech: Speech, { report }: View): readonly Part[] {
  const answers = [...buttons(run), howTo(run, speech)];
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
        { kind: 'section', text: 'The cluster is checked once more, then it starts.' },
        ...nowParts(run),
        ...answers,
        ...serverParts(run),
      ];
    case 'rolling':
      return [...nowParts(run), ...answers, ...serverParts(run)];
    case 'pausing':
      return [
        { kind: 'section', text: 'It stops at the next safe point. No further server is begun.' },
        ...nowParts(run),
        ...answers,
        ...serverParts(run),
      ];
    case 'paused':
      return [
        {
          kind: 'section',
          text:
            `${pausedWords(run)}\n${awayWords(run.progress)} ` +
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
        ...standingParts(run.hold, `*It has been waiting for an answer since ${moment(run.since)}.*`),
        ...(run.hold.reason === 'started-again' ? [] : startedAgainParts(run)),
        ...holdParts(run.hold, 6),
        ...(run.forceAskedBy === undefined
          ? []
          : [
              {
                kind: 'alert' as const,
                level: 'warning' as const,
                text: `${mention(run.forceAskedBy)} asked to force it. A second approver has to force it too.`,
              },
            ]),
        ...answers,
        ...nowParts(run),
        ...serverParts(run),
      ];
    case 'aborting':
      return [
        {
          kind: 'section',
          text: `It stops at the next safe point and puts the settings of the cluster back.${meaningfulIntents(run).includes('abort') ? ' Press Abort again to leave without waiting for the server at hand.' : ''}`,
        },
        ...nowParts(run),
        ...answers,
        ...serverParts(run),
      ];
    case 'done':
      return outcomeParts(run, report, speech.command);
    case 'aborted':
      return [
        { kind: 'section', text: `Aborted by ${sentenceOf(run.by, peopleOf(run))}. ${askForRest(run)}` },
        ...outcomeParts(run, report, speech.command),
      ];
    case 'failed':
      return [
        { kind: 'alert', level: 'error', text: cut(full(sentenceOf(run.why)), 1500) },
        ...outcomeParts(run, report, speech.command),
      ];
    case 'rejected':
      return [
        { kind: 'section', text: `${mention(run.by)} rejected it, ${moment(run.endedAt)}. Nothing was touched.` },
      ];
    case 'expired':
      return [
        { kind: 'section', text: `The request ended ${moment(run.endedAt)}. Nothing was touched. To roll, ask again.` },
      ];
    default:
      return assertNever(run);
  }
}

function request(run: RunIn<'awaiting-approval'>, speech: Speech): Part {
  const votes = validVotes(run);
  const lost = notCounted(run);
  const have =
    votes.length === 0
      ? 'none yet'
      : `${votes.length} so far: ${listing(
          votes.map(({ by }) => mention(by)),
          600,
        )}`;
  return {
    kind: 'section',
    text:
      `*Approval:* ${approvalRule(run.plan, speech)}; ${have}.${lost === '' ? '' : `\n${lost}`}\nThe ` +
      `request expires ${moment(run.expiresAt)}.`,
  };
}

const does: Readonly<Record<ReactionKind, string>> = {
  approve: 'approve',
  reject: 'reject',
  pause: 'pause at the next safe point',
  resume: 'go on',
  abort: 'stop for good and put the settings back',
};

function howTo(run: Run, speech: Speech): Part {
  const emoji = meaningfulReactions(run).map((kind) => `:${seedName(kind, speech.reactions)}: ${does[kind]}`);
  if (meaningfulIntents(run).length === 0)
    return { kind: 'context', text: `There is nothing to decide now; ${speech.command} status shows how far it is.` };
  return {
    kind: 'context',
    text:
      emoji.length === 0
        ? `Answer with a button, or with ${speech.command}.`
        : `React with ${emoji.join(' · ')}, use a button, or type ${speech.command}.`,
  };
}

/** Who started and approved it, and its names. */
function footer(run: Run): Part {
  const approved = validVotes(run).map(({ by }) => mention(by));
  const by =
    run.status === 'awaiting-approval' || approved.length === 0 ? '' : ` · approved by ${listing(approved, 400)}`;
  const asked = run.status === 'awaiting-approval' ? '' : `Asked for by ${mention(run.requestedBy)}${by} · `;
  const why =
    run.status === 'awaiting-approval' || run.plan.options.reason === undefined
      ? ''
      : `${inTheirWords(run.plan.options.reason, 200)} · `;
  return { kind: 'context', text: `${asked}${why}run ${quoted(run.id)} · plan ${quoted(run.plan.id)}` };
}

function pausedWords(run: RunIn<'paused'>): string {
  const why = cut(sentenceOf(run.why, peopleOf(run)), 800);
  return isByPerson(run.why)
    ? `${capital(why)}, since ${moment(run.since)}.`
    : `Paused since ${moment(run.since)}: ${full(why)}`;
}

function awayWords({ targets }: Progress): string {
  const away = targets.filter((target) => target.processDown).map(({ role, address }) => server(role, address));
  return away.length === 0 ? 'No server is away.' : `:warning: Not seen back yet: ${listing(away, 300)}.`;
}
