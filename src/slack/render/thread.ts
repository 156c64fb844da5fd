import { assertNever } from '../../lib/assert-never.js';
import { formatDuration } from '../../lib/duration.js';
import type { LoggedEvent, StatusEvent } from '../../roll/event.js';
import type { Run } from '../../roll/run.js';
import { seedName, type Speech } from '../reactions.js';
import { count, cut, listing, mention, quoted, sentence } from '../text.js';
import { holdParts, holdTitle, rawParts } from './hold-parts.js';
import { threadEvent } from './message.js';
import { content, type Content, type Part } from './parts.js';
import { planTitle } from './plan-parts.js';
import { server, settingsWords } from './words.js';

export interface ThreadPost extends Content {
  /** Shown in the channel too: for the few that cannot wait until somebody opens the thread. */
  readonly broadcast: boolean;
  readonly metadata: { readonly event_type: typeof threadEvent; readonly event_payload: { readonly run: string; readonly seq: number } };
}

/** What the thread says of an event; undefined: nothing, the message shows it. */
export function renderThreadPost(run: Run, event: LoggedEvent, speech: Speech): ThreadPost | undefined {
  const said = say(run, event, speech);
  if (said === undefined) return undefined;
  // Mentions of an edit notify nobody: those who must act are named in a post of its own.
  const parts: readonly Part[] = said.people === true ? withPeople(run, said.parts) : said.parts;
  return { ...content(parts), broadcast: said.broadcast === true, metadata: { event_type: threadEvent, event_payload: { run: run.id, seq: event.seq } } };
}

interface Said {
  readonly parts: readonly Part[];
  /** The requester and those who approved are mentioned. */
  readonly people?: boolean;
  readonly broadcast?: boolean;
}

const line = (text: string): Said => ({ parts: [{ kind: 'section', text: cut(text, 2900) }] });

function say(run: Run, event: StatusEvent, speech: Speech): Said | undefined {
  switch (event.kind) {
    case 'approved':
      return line(`:white_check_mark: ${mention(event.by)} approved: ${event.have} of ${event.need}.`);
    case 'approval-withdrawn':
      return line(`${mention(event.by)} took the approval back.`);
    case 'rejected':
      return { ...line(`:x: ${mention(event.by)} rejected it. Nothing was touched.`), people: true };
    case 'expired':
      return { ...line(':hourglass: Nobody approved it in time, so the request is closed. Nothing was touched. To roll, ask again.'), people: true };
    case 'replanned':
      return { ...line(`The cluster no longer matches the plan that was approved: ${sentence(event.why)}. This is the new plan; approvals count from zero.`), people: true };
    case 'started':
      return line(`It starts: ${count(run.plan.targets.length, 'server')}, one at a time.`);
    case 'maintenance-entered':
      return line(`Settings of the cluster saved: level ${event.saved.level}, ${settingsWords(event.saved)}. For the run: level steady, ${settingsWords(event.now)}.`);
    case 'maintenance-left':
      return line(`Settings of the cluster are back: level ${event.restored.level}, ${settingsWords(event.restored)}.`);
    case 'target-started':
      return line(`${event.nth}/${event.of} ${server(event.role, event.address)}: begins${load(event)}.`);
    case 'process-stopping':
      return line(`${server(event.role, event.address)}: its process goes down now.`);
    case 'target-done':
      return line(`:heavy_check_mark: ${server(event.role, event.address)}: done in ${formatDuration(event.ms)}${event.version === undefined ? '' : `, runs ${quoted(event.version)}`}.${spent(event.spent)}`);
    case 'target-skipped':
      return line(`${server(event.role, event.address)}: skipped, ${sentence(event.why)}.`);
    case 'leader-changed':
      return line(`The meta leader changed from \`${quoted(event.from)}\` to \`${quoted(event.to)}\`. The new one gets the settings of this step again.`);
    case 'held':
      return {
        parts: [{ kind: 'section', text: `:rotating_light: *${planTitle(run.plan)} is held: ${holdTitle(event.hold.reason)}.* Nothing goes on until somebody answers.` }, ...holdParts(event.hold, 20), { kind: 'context', text: `Answer with a button on the message above, or with ${speech.command}.` }],
        people: true,
        broadcast: true,
      };
    case 'force-asked':
      return { ...line(`:warning: ${mention(event.by)} asked to force it. It goes on when a second approver forces it too.`), people: true };
    case 'answered':
      return line(`${mention(event.by)} answered: *${event.choice}*.`);
    case 'pausing':
      return line(`${sentence(event.by)} asked for a pause; it comes at the next safe point.`);
    case 'paused':
      return { ...line(`:${seedName('pause', speech.reactions)}: Paused: ${sentence(event.why)}. ${event.settingsStayOn ? 'The settings of the run stay on meanwhile.' : 'The settings of the cluster are its own.'} To go on: :${seedName('resume', speech.reactions)}: or the button Resume.`), people: true };
    case 'canary':
      return { ...line(`The first replica server \`${quoted(event.address)}\` is rolled. Look at it, then go on with :${seedName('resume', speech.reactions)}: or stop with :${seedName('abort', speech.reactions)}:.`), people: true };
    case 'resumed':
      return line(`:${seedName('resume', speech.reactions)}: ${mention(event.by)} resumed it.`);
    case 'aborting':
      return line(`:${seedName('abort', speech.reactions)}: ${sentence(event.by)} aborted it. It stops at the next safe point and puts the settings back.`);
    case 'bot-restarted':
      return { ...line(`I was away for ${formatDuration(event.awayMs)}. I looked at the cluster again and ${event.comesBack === 'paused' ? 'come back paused: resume or abort' : 'go on from what I see'}.`), people: event.comesBack === 'paused' };
    case 'note':
      return note(event.text);
    case 'ended':
      return { ...ending(run, event), people: true, broadcast: true };
    default:
      return assertNever(event);
  }
}

/** The first line is the sentence; what follows is somebody's output. */
function note(text: string): Said {
  const [first = '', ...output] = text.split('\n');
  return { parts: [...line(sentence(first)).parts, ...rawParts(output, 20)] };
}

function load(event: Extract<StatusEvent, { kind: 'target-started' }>): string {
  if (event.primaries === undefined && event.secondaries === undefined) return '';
  return `, ${count(event.primaries ?? 0, 'primary', 'primaries')} and ${count(event.secondaries ?? 0, 'secondary', 'secondaries')}`;
}

function spent(each: Extract<StatusEvent, { kind: 'target-done' }>['spent']): string {
  const long = Object.entries(each).filter(([, ms]) => ms >= 1000);
  return long.length === 0 ? '' : ` (${long.map(([step, ms]) => `${step} ${formatDuration(ms)}`).join(', ')})`;
}

function ending(run: Run, event: Extract<StatusEvent, { kind: 'ended' }>): Said {
  const title = planTitle(run.plan);
  const how = { done: `:tada: *${title} is done.*`, aborted: `*${title} is aborted.*`, failed: `:x: *${title} failed.*` }[event.how];
  const code = (nodes: readonly string[]): string => listing(nodes.map((node) => `\`${quoted(node)}\``), 900);
  return line(
    [
      how,
      `Rolled ${count(event.rolled.length, 'server')}${event.rolled.length === 0 ? '' : `: ${code(event.rolled)}`}.`,
      ...(event.notRolled.length === 0 ? [] : [`Not rolled: ${code(event.notRolled)}.`]),
      cut(sentence(event.left), 800),
    ].join('\n'),
  );
}

function withPeople(run: Run, parts: readonly Part[]): readonly Part[] {
  const people = [...new Set([run.requestedBy, ...run.votes.map(({ by }) => by)])];
  return [...parts, { kind: 'section', text: listing(people.map(mention), 1500, ' ') }];
}

