import { assertNever } from '../../lib/assert-never.js';
import { formatDuration } from '../../lib/duration.js';
import type { LoggedEvent } from '../../roll/event.js';
import type { Message } from '../../roll/message.js';
import { onlyRebalances } from '../../roll/options.js';
import type { Run } from '../../roll/run.js';
import { validVotes } from '../../roll/votes.js';
import { peopleOf } from '../people.js';
import { seedName, type Speech } from '../reactions.js';
import { capital, count, cut, inTheirWords, listing, mention, moment, quoted, sentenceOf } from '../text.js';
import { addressRuns } from './address-runs.js';
import { clusterLeftLines } from './cluster-left-words.js';
import { spentWords } from './figures.js';
import { rawParts } from './hold-parts.js';
import { threadEvent } from './message.js';
import { type Content, content, type Part } from './parts.js';
import { involved, mayAnswer } from './people.js';
import { planTitle } from './plan-parts.js';
import { asking, type Event, line, type Said } from './said.js';
import { held, paused, windowOpened } from './thread-stops.js';
import { voteFaultWords } from './vote-words.js';
import { full, minLiveWords, server, settingsWords } from './words.js';

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
      return line(`:white_check_mark: ${mention(event.by)} approved: ${event.have} of ${event.need}.`);
    case 'approval-withdrawn':
      return line(`${mention(event.by)} took the approval back.`);
    case 'vote-not-counted':
      return {
        ...line(
          `The approval of ${mention(event.by)} does not count: this person ` +
            `${voteFaultWords(event.why)}. Somebody else has to approve.`,
        ),
        people: mayAnswer(run, speech),
      };
    case 'rejected':
      return { ...line(`:x: ${mention(event.by)} rejected it. Nothing was touched.`), people: involved(run) };
    case 'expiring':
      return asking(run, event, {
        open:
          `:hourglass_flowing_sand: The request expires ${moment(event.expiresAt)}. It has ` +
          `${validVotes(run).length} of ${count(event.need, 'approval')}: approve it on the message ` +
          'above, or ask again later.',
        over: ':hourglass_flowing_sand: The request was about to expire.',
        people: mayAnswer(run, speech),
      });
    case 'locked':
      return line(
        `:lock: ${mention(event.by)} locked the cluster: ${inTheirWords(event.reason, 500)}. ` +
          (run.status === 'awaiting-approval' || run.status === 'approved'
            ? 'This run cannot begin before it is unlocked.'
            : 'This run goes on; no other one may start.'),
      );
    case 'unlocked':
      return line(`:unlock: ${mention(event.by)} unlocked the cluster.`);
    case 'window-opened':
      return windowOpened(run, event, speech);
    case 'expired':
      return {
        ...line(
          ':hourglass: Nobody approved it in time, so the request is closed. Nothing was touched. To roll, ask again.',
        ),
        people: involved(run),
      };
    case 'replanned':
      return asking(run, event, {
        open:
          `The cluster no longer matches the plan that was approved: ${told(event.why)}. This is the new ` +
          'plan; approvals count from zero.',
        over:
          `The cluster no longer matched the plan that had been approved: ${told(event.why)}. A new plan ` +
          'took its place, and approvals counted from zero.',
        people: mayAnswer(run, speech),
      });
    case 'started':
      return line(
        onlyRebalances(run.options)
          ? 'It starts: the meta may balance now, and no server is touched.'
          : `It starts: ${count(run.plan.targets.length, 'server')}, one at a time.`,
      );
    case 'maintenance-entered':
      return line(
        `Settings of the cluster saved: level ${event.saved.level}, ${settingsWords(event.saved)}. For ` +
          `the run: level steady, ${settingsWords(event.now)}.`,
      );
    case 'maintenance-left':
      return line(
        `Settings of the cluster are back: level ${event.restored.level}, ` +
          `${settingsWords(event.restored)}${minLiveWords(event.restored)}.`,
      );
    case 'target-started':
      return line(
        `:arrow_forward: *${event.nth}/${event.of}* ${server(event.role, event.address)} begins${load(event)}.`,
      );
    case 'process-stopping':
      // The message shows it, and the next line says that it is back.
      return undefined;
    case 'target-done':
      return line(targetDone(run, event));
    case 'target-skipped':
      return line(`:heavy_minus_sign: ${capital(server(event.role, event.address))} is skipped: ${told(event.why)}.`);
    case 'leader-changed':
      return line(`${leaderChange(run, event)} The new one gets the settings of this step again.`);
    case 'held':
      return held(run, event, speech);
    case 'force-asked':
      return asking(run, event, {
        open: `:warning: ${mention(event.by)} asked to force it. It goes on when a second approver forces it too.`,
        over: `:warning: ${mention(event.by)} asked to force it, which takes a second approver.`,
        people: mayAnswer(run, speech),
      });
    case 'answered':
      return line(`${mention(event.by)} answered: *${event.choice}*.`);
    case 'went-on':
      return line(`It goes on by itself: ${told(event.why)}.`);
    case 'pausing':
      return line(`${told(event.by)} asked for a pause; it comes at the next safe point.`);
    case 'paused':
      return paused(run, event, speech);
    case 'canary':
      // Said together with the pause that follows it.
      return undefined;
    case 'resumed':
      return line(`:${seedName('resume', speech.reactions)}: ${mention(event.by)} resumed it.`);
    case 'aborting':
      return line(
        `:${seedName('abort', speech.reactions)}: ${told(event.by)} aborted it. It stops at the next ` +
          'safe point and puts the settings back.',
      );
    case 'bot-restarted':
      if (event.comesBack !== 'paused')
        return line(`I was away for ${formatDuration(event.awayMs)}. I looked at the cluster again and went on.`);
      return asking(run, event, {
        open:
          `I was away for ${formatDuration(event.awayMs)}. I looked at the cluster again. The run is ` +
          'paused, or pauses at the next safe point: resume or abort.',
        over:
          `I was away for ${formatDuration(event.awayMs)}. I looked at the cluster again, and let ` +
          'nothing go on by itself.',
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

function leaderChange(run: Run, event: Event<'leader-changed'>): string {
  const [from, to] = [`\`${quoted(event.from)}\``, `\`${quoted(event.to)}\``];
  return restartedByRun(run, event)
    ? `The meta leader ${from} was restarted by this run, as planned, and ${to} leads now.`
    : `:warning: The meta leader changed from ${from} to ${to}.`;
}

/** Whether a leader has gone because the run was restarting it just then. */
function restartedByRun(run: Run, { from, seq }: Event<'leader-changed'>): boolean {
  const last = run.log.findLast(
    (other) => other.seq < seq && (other.kind === 'process-stopping' || other.kind === 'target-done'),
  );
  return last?.kind === 'process-stopping' && last.role === 'meta' && last.address === from;
}

/** What is said, and the output that it is about. */
const note = ({ message, raw = [] }: Event<'note'>): Said => ({
  parts: [...line(capital(sentenceOf(message))).parts, ...rawParts(raw, 20)],
});

function load(event: Pick<Event<'target-started'>, 'primaries' | 'secondaries'>): string {
  if (event.primaries === undefined && event.secondaries === undefined) return '';
  return (
    `, ${count(event.primaries ?? 0, 'primary', 'primaries')} and ` +
    count(event.secondaries ?? 0, 'secondary', 'secondaries')
  );
}

/** How long it took, what it had to give away, and which steps took the time. */
function targetDone(run: Run, event: Event<'target-done'>): string {
  const begun = run.log.findLast(
    (other): other is Event<'target-started'> =>
      other.kind === 'target-started' &&
      other.address === event.address &&
      other.role === event.role &&
      other.seq < event.seq,
  );
  const nth = begun === undefined ? '' : `*${begun.nth}/${begun.of}* `;
  const moved =
    begun === undefined ||
    run.plan.options.mode !== 'ha' ||
    (begun.primaries === undefined && begun.secondaries === undefined)
      ? ''
      : ` ${count(begun.primaries ?? 0, 'primary', 'primaries')} moved, ` +
        `${count(begun.secondaries ?? 0, 'secondary', 'secondaries')} downgraded.`;
  const spent = spentWords(event.spent);
  return `:heavy_check_mark: ${nth}${server(event.role, event.address)} is done in *${formatDuration(event.ms)}*${event.version === undefined ? '' : `, runs ${quoted(event.version)}`}.${moved}${spent === '' ? '' : `\n${spent}`}`;
}

function ending(run: Run, event: Event<'ended'>): Said {
  const title = planTitle(run.plan);
  const begun = run.log.find(({ kind }) => kind === 'started')?.at;
  const took = begun === undefined ? '' : ` It took ${formatDuration(event.at - begun)}.`;
  const how = {
    done: `:white_check_mark: *${title} is done.*`,
    aborted: `:octagonal_sign: *${title} is aborted.*`,
    failed: `:x: *${title} failed.*`,
  }[event.how];
  const named = (nodes: readonly string[]): string => listing(addressRuns(nodes), 900);
  return line(
    [
      `${how}${took}`,
      ...(onlyRebalances(run.options)
        ? []
        : [
            `Rolled ${count(event.rolled.length, 'server')}${event.rolled.length === 0 ? '' : `: ${named(event.rolled)}`}.`,
          ]),
      ...(event.notRolled.length === 0 ? [] : [`Not rolled: ${named(event.notRolled)}.`]),
      cut(full(sentenceOf(event.left)), 800),
      ...clusterLeftLines(event.cluster).map((left) => cut(left, 500)),
    ].join('\n'),
  );
}
