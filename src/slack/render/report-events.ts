import { assertNever } from '../../lib/assert-never.js';
import { formatDuration } from '../../lib/duration.js';
import type { LoggedEvent } from '../../roll/event.js';
import type { LoadBalancerSettings } from '../../roll/observation.js';
import type { Run } from '../../roll/run.js';
import { capital, count, utc } from '../text.js';
import { spentWords } from './figures.js';
import { concerned, holdTitle } from './hold-parts.js';
import { block, code, maskedLines, table, type Words } from './report-markdown.js';
import { minLiveWords } from './words.js';
import { voteFaultWords } from './vote-words.js';

type Event<Kind extends LoggedEvent['kind']> = Extract<LoggedEvent, { kind: Kind }>;

/** Each hold with everything that people were told of it, and what they answered after how long. */
export function holdLines({ log }: Run, words: Words): readonly string[] {
  const holds = log.filter((event): event is Event<'held'> => event.kind === 'held');
  if (holds.length === 0) return [];
  return [
    '## Holds',
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
    next === undefined ? 'Nobody answered.' : `After ${formatDuration(next.at - at)}: ${eventWords(next, words)}.`;
  return [
    `${utc(at)}: ${told(hold.what)}`,
    ...(hold.node === undefined ? [] : ['', `Being rolled: ${code(hold.node)}.`]),
    ...(concerned(hold).length === 0 ? [] : ['', `Concerned: ${concerned(hold).map(code).join(', ')}.`]),
    ...(hold.gpids.length === 0
      ? []
      : [
          '',
          `${capital(count(hold.gpids.length, 'partition'))}: ${hold.gpids.map((gpid) => prose(gpid)).join(', ')}.`,
        ]),
    ...(hold.gates.length === 0 ? [] : ['', ...hold.gates.map(({ gate, reason }) => `- ${gate}: ${told(reason)}`)]),
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
        '## What happened',
        '',
        ...table(
          ['Time', ''],
          log.map((event) => [utc(event.at), eventWords(event, words)]),
        ),
      ];
}

function eventWords(event: LoggedEvent, { person, prose, told }: Words): string {
  switch (event.kind) {
    case 'approved':
      return `${person(event.by)} approved, ${event.have} of ${event.need}`;
    case 'approval-withdrawn':
      return `${person(event.by)} took the approval back`;
    case 'vote-not-counted':
      return `the approval of ${person(event.by)} was not counted: the person ${voteFaultWords(event.why)}`;
    case 'rejected':
      return `${person(event.by)} rejected it`;
    case 'expiring':
      return `people were reminded: it expires ${utc(event.expiresAt)}, ${event.have} of ${event.need} approvals`;
    case 'expired':
      return 'expired';
    case 'locked':
      return `${person(event.by)} locked the cluster: ${code(event.reason)}`;
    case 'unlocked':
      return `${person(event.by)} unlocked the cluster`;
    case 'replanned':
      return `a new plan ${code(event.newPlan)} instead of ${code(event.oldPlan)}: ${told(event.why)}`;
    case 'started':
      return 'began';
    case 'maintenance-entered':
      return (
        `settings saved (level ${event.saved.level}, ${settings(event.saved)}) and changed (level ` +
        `steady, ${settings(event.now)})`
      );
    case 'maintenance-left':
      return `settings put back (level ${event.restored.level}, ${settings(event.restored)}${minLiveWords(event.restored)})`;
    case 'target-started':
      return `${event.nth}/${event.of} ${event.role} ${code(event.address)} began${event.primaries === undefined ? '' : `, ${event.primaries} primaries, ${event.secondaries ?? 0} secondaries`}`;
    case 'process-stopping':
      return `${event.role} ${code(event.address)}: its process goes down`;
    case 'target-done': {
      const spent = spentWords(event.spent);
      return `${event.role} ${code(event.address)} done in ${formatDuration(event.ms)}${event.version === undefined ? '' : `, runs ${prose(event.version)}`}${spent === '' ? '' : ` (${spent})`}`;
    }
    case 'target-skipped':
      return `${event.role} ${code(event.address)} skipped: ${told(event.why)}`;
    case 'leader-changed':
      return `the meta leader changed from ${code(event.from)} to ${code(event.to)}`;
    case 'held':
      return `held: ${holdTitle(event.hold.reason)}`;
    case 'force-asked':
      return `${person(event.by)} asked to force it`;
    case 'answered':
      return `${person(event.by)} answered ${event.choice}`;
    case 'went-on':
      return `went on by itself: ${told(event.why)}`;
    case 'pausing':
      return `${told(event.by)} asked for a pause`;
    case 'paused':
      return `paused: ${told(event.why)}`;
    case 'window-opened':
      return `the change window opened${event.goesOn ? ', and it went on' : ''}`;
    case 'canary':
      return `the first replica server ${code(event.address)} is done; people were asked`;
    case 'resumed':
      return `${person(event.by)} resumed it`;
    case 'aborting':
      return `${told(event.by)} aborted it`;
    case 'bot-restarted':
      return (
        `the bot was away for ${formatDuration(event.awayMs)} and came back ` +
        (event.comesBack === 'paused' ? 'paused' : 'going on')
      );
    case 'note':
      return [told(event.message), ...maskedLines(event.raw ?? []).map(prose)].join(' ');
    case 'ended':
      return `${event.how}: ${told(event.left)}`;
    default:
      return assertNever(event);
  }
}

const settings = ({ assignDelayMs, addSecondaryMax, flowControl }: LoadBalancerSettings): string =>
  `assign_delay_ms ${assignDelayMs}, add_secondary_max ${addSecondaryMax}, flow control ${flowControl ? 'on' : 'off'}`;
