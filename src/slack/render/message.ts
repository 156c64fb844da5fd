import { assertNever } from '../../lib/assert-never.js';
import { formatDuration } from '../../lib/duration.js';
import type { LoggedEvent } from '../../roll/event.js';
import type { Progress } from '../../roll/progress.js';
import type { Run, RunIn, RunStatus } from '../../roll/run.js';
import { seedName, type ReactionKind, type Speech } from '../reactions.js';
import { capital, cut, listing, mention, moment, quoted, sentence } from '../text.js';
import { buttons } from './buttons.js';
import { holdParts, holdTitle } from './hold-parts.js';
import { liveParts, progressBar } from './live-parts.js';
import { meaningfulIntents, meaningfulReactions } from './meaningful.js';
import { content, type Content, type Part } from './parts.js';
import { approvalRule, planParts, planTitle } from './plan-parts.js';
import { server } from './words.js';

/** `event_type` of the message of a run, and of what stands in its thread. */
export const messageEvent = 'pegasus_roll';
export const threadEvent = 'pegasus_roll_thread';

/** For programs, and for the bot to find its post again. Readable by the whole workspace: no secrets. */
export interface MessageMetadata {
  readonly event_type: typeof messageEvent;
  readonly event_payload: { readonly run: string; readonly cluster: string; readonly plan: string; readonly state: RunStatus };
}

export interface RunMessage extends Content {
  readonly metadata: MessageMetadata;
}

/** The one message of a run, as it should stand now: plan, then live status, then outcome. */
export function renderMessage(run: Run, speech: Speech): RunMessage {
  const parts = [...stateParts(run, speech), footer(run)];
  return { ...content(parts, buttons(run)), metadata: metadata(run, run.plan.id, run.status) };
}

/** What stands where a plan stood that a newer one has replaced. Its request is over: nothing on it counts. */
export function renderReplaced(run: Run, oldPlan: string): RunMessage {
  const why = run.log.findLast((event): event is Extract<LoggedEvent, { kind: 'replanned' }> => event.kind === 'replanned' && event.oldPlan === oldPlan)?.why;
  const parts: readonly Part[] = [
    { kind: 'header', text: `Replaced: ${planTitle(run.plan)}` },
    { kind: 'section', text: `This plan no longer holds${why === undefined ? '' : `: ${cut(sentence(why), 1500)}`}. Nothing here counts any more; the new plan is in a message of its own.` },
    { kind: 'context', text: `Run ${quoted(run.id)} · plan ${quoted(oldPlan)}` },
  ];
  return { ...content(parts), metadata: metadata(run, oldPlan, 'expired') };
}

const metadata = (run: Run, plan: string, state: RunStatus): MessageMetadata => ({
  event_type: messageEvent,
  event_payload: { run: run.id, cluster: run.cluster, plan, state },
});

function stateParts(run: Run, speech: Speech): readonly Part[] {
  const title = planTitle(run.plan);
  switch (run.status) {
    case 'awaiting-approval':
      return [{ kind: 'header', text: `${title}?` }, ...planParts(run.plan, { by: run.requestedBy, at: run.requestedAt }), ...request(run, speech)];
    case 'approved':
      return [{ kind: 'header', text: `Approved: ${title}` }, { kind: 'section', text: 'The cluster is checked once more, then it starts.' }, ...liveParts(run), howTo(run, speech)];
    case 'rolling':
      return [{ kind: 'header', text: `Rolling: ${title}` }, ...liveParts(run), howTo(run, speech)];
    case 'pausing':
      return [{ kind: 'header', text: `Pausing: ${title}` }, { kind: 'section', text: 'It stops at the next safe point. No further server is begun.' }, ...liveParts(run), howTo(run, speech)];
    case 'paused':
      return [
        { kind: 'header', text: `Paused: ${title}` },
        {
          kind: 'section',
          text: `Paused since ${moment(run.since)}: ${cut(sentence(run.why), 800)}\n${awayWords(run.progress)} ${run.progress.saved !== undefined && !run.progress.restored ? 'The settings of the run stay on meanwhile, so don’t leave it like this for long.' : 'The settings of the cluster are its own.'}`,
        },
        ...liveParts(run),
        howTo(run, speech),
      ];
    case 'held':
      return [
        { kind: 'header', text: `Held, needs an answer: ${holdTitle(run.hold.reason)}` },
        { kind: 'section', text: `*${title}* stands still since ${moment(run.since)} and waits for you.` },
        ...holdParts(run.hold, 6),
        ...(run.forceAskedBy === undefined ? [] : [{ kind: 'section' as const, text: `:warning: ${mention(run.forceAskedBy)} asked to force it. A second approver has to force it too.` }]),
        ...liveParts(run),
        howTo(run, speech),
      ];
    case 'aborting':
      return [{ kind: 'header', text: `Aborting: ${title}` }, { kind: 'section', text: `It stops at the next safe point and puts the settings of the cluster back.${meaningfulIntents(run).includes('abort') ? ' Abort again to leave without waiting for the server at hand.' : ''}` }, ...liveParts(run)];
    case 'done':
      return [{ kind: 'header', text: `Done: ${title}` }, ...outcome(run)];
    case 'aborted':
      return [{ kind: 'header', text: `Aborted: ${title}` }, { kind: 'section', text: `Aborted by ${sentence(run.by)}.` }, ...outcome(run)];
    case 'failed':
      return [{ kind: 'header', text: `Failed: ${title}` }, { kind: 'section', text: cut(capital(sentence(run.why)), 1500) }, ...outcome(run)];
    case 'rejected':
      return [{ kind: 'header', text: `Rejected: ${title}` }, { kind: 'section', text: `${mention(run.by)} rejected it, ${moment(run.endedAt)}. Nothing was touched.` }];
    case 'expired':
      return [{ kind: 'header', text: `Expired: ${title}` }, { kind: 'section', text: `Not approved in time; the request ended ${moment(run.endedAt)}. Nothing was touched. To roll, ask again.` }];
    default:
      return assertNever(run);
  }
}

function request(run: RunIn<'awaiting-approval'>, speech: Speech): readonly Part[] {
  const votes = run.votes.filter(({ planId }) => planId === run.plan.id);
  const have = votes.length === 0 ? 'none yet' : `${votes.length} so far: ${listing(votes.map(({ by }) => mention(by)), 600)}`;
  return [
    { kind: 'section', text: `*Approval:* ${approvalRule(run.plan)}; ${have}.\nThe request expires ${moment(run.expiresAt)}.` },
    howTo(run, speech),
  ];
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
  if (meaningfulIntents(run).length === 0) return { kind: 'context', text: `There is nothing to decide now; ${speech.command} status shows how far it is.` };
  return { kind: 'context', text: emoji.length === 0 ? `Answer with a button, or with ${speech.command}.` : `React with ${emoji.join(' · ')}, use a button, or type ${speech.command}.` };
}

function footer(run: Run): Part {
  const approved = run.votes.filter(({ planId }) => planId === run.plan.id).map(({ by }) => mention(by));
  const by = run.status === 'awaiting-approval' || approved.length === 0 ? '' : ` · approved by ${listing(approved, 400)}`;
  const asked = run.status === 'awaiting-approval' ? '' : ` · asked for by ${mention(run.requestedBy)}`;
  return { kind: 'context', text: `Run ${quoted(run.id)} · plan ${quoted(run.plan.id)}${asked}${by}` };
}

function awayWords({ targets }: Progress): string {
  const away = targets.filter((target) => target.away).map(({ role, address }) => server(role, address));
  return away.length === 0 ? 'No server is away.' : `:warning: Not seen back yet: ${listing(away, 300)}.`;
}

function outcome(run: RunIn<'done' | 'aborted' | 'failed'>): readonly Part[] {
  const end = run.log.findLast((event): event is Extract<LoggedEvent, { kind: 'ended' }> => event.kind === 'ended');
  const begun = run.log.find(({ kind }) => kind === 'started')?.at ?? run.requestedAt;
  const of = (state: string): readonly string[] => run.progress.targets.filter((target) => target.state === state).map(({ address }) => address);
  const rolled = end?.rolled ?? of('done');
  const notRolled = end?.notRolled ?? run.progress.targets.filter(({ state }) => state !== 'done').map(({ address }) => address);
  const lines = [
    progressBar(run.progress),
    `*Rolled* (${rolled.length}): ${addresses(rolled)}`,
    ...(notRolled.length === 0 ? [] : [`*Not rolled* (${notRolled.length}): ${addresses(notRolled)}`]),
    ...(end === undefined ? [] : [`*State left:* ${cut(sentence(end.left), 1000)}`]),
    ...(run.progress.saved !== undefined && !run.progress.restored ? [':warning: *The settings of the cluster are not back as they were.*'] : []),
    `Took ${formatDuration(run.endedAt - begun)}, until ${moment(run.endedAt)}.`,
  ];
  return [{ kind: 'section', text: lines.join('\n') }];
}

const addresses = (nodes: readonly string[]): string => (nodes.length === 0 ? 'none' : listing(nodes.map((node) => `\`${quoted(node)}\``), 700));

