import type { LoggedEvent, StatusEvent } from '../../roll/event.js';
import { hasEnded, type Run } from '../../roll/run.js';
import { peopleOf } from '../people.js';
import { cut, mention, moment, sentenceOf } from '../text.js';
import { full } from './words.js';

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
  return isOpen ? { open: true } : { open: false, outcome: hasEnded(run) ? 'The run has ended.' : 'It went on.' };
}

/** An approval that is not the last one decides nothing, nor does a window that people have to use. */
const endsIt = (event: LoggedEvent): boolean =>
  event.kind === 'approved' ? event.have >= event.need : event.kind !== 'window-opened' || event.goesOn;

function outcomeWords(run: Run, event: LoggedEvent): string {
  const at = moment(event.at);
  switch (event.kind) {
    case 'answered':
      return `*Answered:* ${mention(event.by)} chose *${event.choice}*, ${at}`;
    case 'resumed':
      return `*Answered:* ${mention(event.by)} resumed it, ${at}`;
    case 'aborting':
      return `*Answered:* ${sentenceOf(event.by, peopleOf(run))} aborted it, ${at}`;
    case 'rejected':
      return `*Answered:* ${mention(event.by)} rejected it, ${at}`;
    case 'approved':
      return `*Answered:* ${event.have} of ${event.need} approvals, the last by ${mention(event.by)}, ${at}`;
    case 'approval-withdrawn':
      return `*Answered:* ${mention(event.by)} took the approval back, ${at}`;
    case 'went-on':
      return `it went on by itself, ${at}: ${cut(sentenceOf(event.why), 500)}`;
    case 'window-opened':
      return `its change window opened, and it went on, ${at}`;
    case 'held':
      return `it was held, ${at}, as told below`;
    case 'paused':
      return `it was paused, ${at}, as told below`;
    case 'replanned':
      return `the cluster had changed, ${at}: another plan took its place`;
    case 'expired':
      return `nobody did: the request expired, ${at}`;
    case 'started':
      return `it started, ${at}`;
    default:
      return `the run ended, ${at}`;
  }
}
