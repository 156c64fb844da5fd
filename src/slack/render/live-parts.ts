import { formatDuration } from '../../lib/duration.js';
import type { Progress, TargetProgress } from '../../roll/progress.js';
import type { RunIn } from '../../roll/run.js';
import { count, cut, listing, moment, quoted, sentence } from '../text.js';
import type { Part } from './parts.js';
import { server, settingsWords, stepWords } from './words.js';

type Live = RunIn<'approved' | 'rolling' | 'pausing' | 'paused' | 'held' | 'aborting'>;

const width = 20;

const finished = ({ state }: TargetProgress): boolean => state === 'done' || state === 'skipped';

/** `▓▓▓░░  3 of 5 servers`. */
export function progressBar(progress: Progress): string {
  const all = progress.targets.length;
  const done = progress.targets.filter(finished).length;
  const filled = all === 0 ? width : Math.floor((done * width) / all);
  const skipped = progress.targets.filter(({ state }) => state === 'skipped').length;
  return `\`${'█'.repeat(filled)}${'░'.repeat(width - filled)}\` ${done} of ${count(all, 'server')}${skipped === 0 ? '' : ` (${skipped} skipped)`}`;
}

/** How far it is, what it does at this moment, and what it waits for. */
export function liveParts(run: Live): readonly Part[] {
  const { progress } = run;
  const stands = run.status === 'paused' || run.status === 'held';
  const lines = [progressBar(progress), ...(run.status === 'approved' ? [] : [`*${stands ? 'It stood at' : 'Now'}:* ${nowDoing(progress)}`])];
  if (progress.waiting !== undefined) lines.push(`*Waits for:* ${sentence(progress.waiting.what)}, since ${moment(progress.waiting.since)}`);
  if (progress.unreadable !== undefined) lines.push(`:warning: The cluster can't be read since ${moment(progress.unreadable.since)}: ${quoted(progress.unreadable.message)}`);
  return [{ kind: 'section', text: lines.map((line) => cut(line, 900)).join('\n') }, ...rolledSoFar(progress), ...settings(progress)];
}

/** What it is about at this moment, as a clause. */
export function nowDoing(progress: Progress): string {
  const { phase } = progress;
  switch (phase.kind) {
    case 'enter-maintenance':
      return `saving and changing the settings of the cluster, since ${moment(phase.since)}`;
    case 'target': {
      const target = progress.targets[phase.target];
      if (target === undefined) return 'between two servers';
      const away = target.away ? ' It is away.' : '';
      return `${server(target.role, target.address)}: ${stepWords(phase.step)}, since ${moment(phase.step.since)}.${away}`;
    }
    case 'leave-maintenance':
      return `putting the settings of the cluster back, since ${moment(phase.since)}`;
    case 'rebalance':
      return `letting the cluster balance itself, since ${moment(phase.since)}`;
  }
}

function rolledSoFar(progress: Progress): readonly Part[] {
  const lines = progress.targets.flatMap((target) => {
    if (target.state === 'done') return [`:heavy_check_mark: \`${quoted(target.address)}\`${lasted(target)}`];
    if (target.state === 'skipped') return [`:heavy_minus_sign: \`${quoted(target.address)}\` skipped${target.whySkipped === undefined ? '' : `: ${quoted(target.whySkipped)}`}`];
    if (target.state === 'failed') return [`:x: \`${quoted(target.address)}\` failed`];
    return [];
  });
  if (lines.length === 0) return [];
  // The latest are what people look for; the thread has them all.
  const latest = lines.slice(-8);
  const earlier = lines.length - latest.length;
  return [{ kind: 'section', text: cut(`${earlier === 0 ? '' : `${earlier} before, then\n`}${listing(latest, 1500, '\n')}`, 1800) }];
}

const lasted = (target: TargetProgress): string => (target.startedAt === undefined || target.endedAt === undefined ? '' : ` in ${formatDuration(target.endedAt - target.startedAt)}`);

function settings(progress: Progress): readonly Part[] {
  if (progress.saved === undefined || progress.restored) return [];
  return [{ kind: 'context', text: `Settings of the run are on. Before it: level ${progress.saved.level}, ${settingsWords(progress.saved)}; they come back at the end.` }];
}
