import { formatDuration } from '../../lib/duration.js';
import { settingName } from '../../words/words.js';
import { closesAt } from '../../roll/calendar.js';
import type { HoldReason } from '../../roll/hold.js';
import { onlyRebalances } from '../../roll/options.js';
import type { Progress, TargetProgress } from '../../roll/progress.js';
import type { RunIn } from '../../roll/run.js';
import { settingsInForce } from '../../roll/settings-in-force.js';
import { peopleOf } from '../people.js';
import { count, cut, moment, quoted, sentenceOf } from '../text.js';
import type { Part } from './parts.js';
import { phaseRow } from './phases.js';
import { serverTasks } from './server-tasks.js';
import { clockTime, timeLeft } from './time-left.js';
import { minLiveWords, server, settingsWords, stepWords } from './words.js';

type Live = RunIn<'approved' | 'rolling' | 'pausing' | 'paused' | 'held' | 'aborting'>;

const width = 16;

const finished = ({ state }: TargetProgress): boolean => state === 'done' || state === 'skipped';

/** `3 of 7 servers`. */
export function doneOf({ targets }: Progress): string {
  return `${targets.filter(finished).length} of ${count(targets.length, 'server')}`;
}

/** `█████░░░░░ 3 of 7 servers done`. */
export function progressBar(progress: Progress): string {
  const all = progress.targets.length;
  const done = progress.targets.filter(finished).length;
  const filled = all === 0 ? width : Math.floor((done * width) / all);
  const skipped = progress.targets.filter(({ state }) => state === 'skipped').length;
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)} *${doneOf(progress)}* done${skipped === 0 ? '' : ` (${skipped} skipped)`}`;
}

/** How far it is, what it does at this moment, what it waits for, and when it will be over. */
export function nowParts(run: Live): readonly Part[] {
  const { progress, plan } = run;
  const isStopped = run.status === 'paused' || run.status === 'held';
  const lines = onlyRebalances(plan.options) ? [] : [`${progressBar(progress)}${timeWords(run)}`];
  if (run.status !== 'approved')
    lines.push(`*${isStopped ? 'Stopped at' : 'Now:'}* ${nowDoing(progress, isSeenBack(run))}`);
  if (progress.waiting !== undefined && !isStopped)
    lines.push(
      `*Waits for* ${cut(sentenceOf(progress.waiting.what, peopleOf(run)), 600)}, since ` +
        moment(progress.waiting.since),
    );
  const { phase } = progress;
  const role = phase.kind === 'target' ? progress.targets[phase.target]?.role : undefined;
  const row =
    phase.kind === 'target' && role !== undefined && run.status !== 'approved'
      ? phaseRow(plan, role, phase.step)
      : undefined;
  return [
    { kind: 'section', text: lines.map((line) => cut(line, 900)).join('\n') },
    ...(row === undefined ? [] : [{ kind: 'context' as const, text: row }]),
    ...(progress.unreadable === undefined
      ? []
      : [
          {
            kind: 'alert' as const,
            level: 'warning' as const,
            text:
              `The cluster has been unreadable since ${moment(progress.unreadable.since)}: ` +
              `${cut(quoted(progress.unreadable.message), 600)}. The bot does nothing until it can read ` +
              'it.',
          },
        ]),
    ...silentParts(progress),
    ...refusedParts(run),
  ];
}

/** Said while it is so, whether the run restarts metas or not. */
function silentParts({ silentMetas = [] }: Progress): readonly Part[] {
  return silentMetas.map(({ meta, since }) => ({
    kind: 'alert',
    level: 'warning',
    text:
      `The meta \`${quoted(meta)}\` has not answered since ${moment(since)}. With another one down the ` +
      'cluster may have no leader: start it again.',
  }));
}

/** Held, the hold says it; at work, it is what the run waits for. */
function refusedParts({ status, progress: { correcting } }: Live): readonly Part[] {
  if (status !== 'paused' || correcting === undefined || correcting.at === correcting.since) return [];
  const why = correcting.message === undefined ? '' : `: ${cut(quoted(correcting.message), 600)}`;
  return [
    {
      kind: 'alert',
      level: 'warning',
      text:
        `A setting of the run could not be set since ${moment(correcting.since)} (${settingName(correcting.act)})${why}. ` +
        'It goes on trying.',
    },
  ];
}

function timeWords(run: Live): string {
  switch (run.status) {
    case 'approved':
    case 'rolling': {
      const { ms, endsAt } = timeLeft(run.plan, run.progress, run.updatedAt);
      if (run.progress.phase.kind === 'leave-maintenance') return '';
      const closes =
        run.plan.calendar === undefined || run.options.outsideWindow !== undefined
          ? undefined
          : closesAt(run.plan.calendar);
      const pauses = closes === undefined || closes >= endsAt ? '' : `; the change window closes ${clockTime(closes)}`;
      return ` · about ${roughly(ms)} left, done at about ${clockTime(endsAt)}${pauses}`;
    }
    case 'paused':
    case 'held':
      return ` · about ${roughly(timeLeft(run.plan, run.progress, run.updatedAt).ms)} of work left`;
    case 'pausing':
    case 'aborting':
      return '';
  }
}

/** In whole minutes: it is a guess, and a message that counts seconds would have to be edited each second. */
const roughly = (ms: number): string => formatDuration(Math.max(1, Math.round(ms / 60_000)) * 60_000);

/** What a process is held for that is another one by now: it is not said to be stopped beside that. */
const ofProcesses: ReadonlySet<HoldReason> = new Set([
  'command-failed',
  'not-restarted',
  'not-back',
  'wrong-version',
  'meta-not-back',
  'collector-down',
]);
const isSeenBack = (run: Live): boolean =>
  run.status === 'held' && run.hold.overSince !== undefined && ofProcesses.has(run.hold.reason);

/** What it is about at this moment, as a clause. */
export function nowDoing(progress: Progress, isBack = false): string {
  const { phase } = progress;
  switch (phase.kind) {
    case 'enter-maintenance':
      return `saving and changing the settings of the cluster, since ${moment(phase.since)}`;
    case 'target': {
      const target = progress.targets[phase.target];
      if (target === undefined) return 'between two servers';
      const away = target.processDown && !isBack ? ' Its process is stopped, or not yet proven to be back.' : '';
      return (
        `${server(target.role, target.address)}, ${phase.target + 1} of ${progress.targets.length}: ` +
        `${stepWords(phase.step)}, since ${moment(phase.step.since)}.${away}`
      );
    }
    case 'leave-maintenance':
      return `putting the settings of the cluster back, since ${moment(phase.since)}`;
    case 'rebalance':
      return `letting the cluster balance itself, since ${moment(phase.since)}`;
  }
}

/** Every server, or those around the one at hand; then what stands changed in the cluster meanwhile. */
export function serverParts(run: Live): readonly Part[] {
  const servers =
    run.progress.targets.length === 0
      ? []
      : [{ kind: 'tasks' as const, title: `${doneOf(run.progress)} done`, tasks: serverTasks(run) }];
  return [...servers, ...settings(run)];
}

function settings(run: Live): readonly Part[] {
  const { saved, restored } = run.progress;
  if (saved === undefined || restored) return [];
  return [
    { kind: 'context', text: `${inForce(run)}: level ${saved.level}, ${settingsWords(saved)}${minLiveWords(saved)}.` },
  ];
}

/** Which settings the cluster has now, up to the words for those from before the run. */
function inForce(run: Live): string {
  const { phase, frozenByHand } = run.progress;
  const atTheEnd = 'at the end the cluster gets back what it had before the run';
  if (phase.kind === 'leave-maintenance')
    return 'The cluster is being given back the settings that it had before the run';
  if (phase.kind === 'rebalance')
    return (
      `${frozenByHand === undefined ? 'The level is lively while the meta balances' : 'The level is as somebody has set it'}; ` +
      atTheEnd
    );
  const which = {
    none: 'Maintenance settings are not yet in force',
    all: 'Maintenance settings are in force',
    'own-delay': 'Maintenance settings are in force, but for the assign delay, which is as before the run',
    repairs: 'Some maintenance settings are still in force',
  }[run.status === 'approved' ? 'none' : settingsInForce(run)];
  return `${which}; ${atTheEnd}`;
}
