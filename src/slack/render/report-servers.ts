import { formatDuration } from '../../lib/duration.js';
import { roles } from '../../roll/ids.js';
import { count, utc } from '../text.js';
import { phaseFigures, tookMs } from './figures.js';
import { phaseWord } from './phases.js';
import { code, table, type Words } from './report-markdown.js';
import type { Reported } from './reported.js';
import { roleWord } from './words.js';

/** Each server: what it ran, what was done with it and how long that took. */
export function reportServers(run: Reported, { prose, told }: Words): readonly string[] {
  const rows = run.progress.targets.map((target, place) => {
    const planned = run.plan.targets[place];
    const took = tookMs(target);
    const notes = [
      ...(target.whySkipped === undefined ? [] : [told(target.whySkipped)]),
      ...(target.processDown ? ['stopped and not seen back'] : []),
      ...(target.attempts > 1 ? [`${target.attempts} attempts`] : []),
      ...(target.drainRounds > 0 ? [`drained ${target.drainRounds + 1} times`] : []),
      ...(target.forced.length > 0 ? [prose(`forced: ${target.forced.join(', ')}`)] : []),
    ];
    const load =
      planned?.primaries === undefined && planned?.secondaries === undefined
        ? ''
        : `${planned.primaries ?? 0} / ${planned.secondaries ?? 0}`;
    return [
      String(place + 1),
      target.role,
      code(target.address),
      target.state,
      prose(planned?.version ?? ''),
      prose(target.runs ?? ''),
      load,
      target.startedAt === undefined ? '' : utc(target.startedAt),
      took === undefined ? '' : formatDuration(took),
      notes.join('; '),
    ];
  });
  return [
    '## Servers',
    '',
    ...table(
      [
        '#',
        'Role',
        'Server',
        'State',
        'Version before',
        'Version after',
        'Primaries / secondaries',
        'Began',
        'Took',
        'Notes',
      ],
      rows,
    ),
  ];
}

/** How long each step took: first over all servers of a role, then for each server. */
export function reportPhases({ progress: { targets } }: Reported): readonly string[] {
  const lines = roles.flatMap((role) => {
    const figures = phaseFigures(targets, role);
    if (figures.length === 0) return [];
    const ofRole = targets.filter((target) => target.role === role && Object.keys(target.spent).length > 0);
    return [
      '',
      `### ${count(ofRole.length, roleWord[role])}`,
      '',
      ...table(
        ['Step', 'Servers', 'On average', 'Longest', 'In all'],
        figures.map(({ phase, servers: many, meanMs, longestMs, totalMs }) => [
          phaseWord[phase],
          String(many),
          precise(meanMs),
          precise(longestMs),
          formatDuration(totalMs),
        ]),
      ),
      '',
      ...table(
        ['Server', ...figures.map(({ phase }) => phaseWord[phase])],
        ofRole.map((target) => [
          code(target.address),
          ...figures.map(({ phase }) => (target.spent[phase] === undefined ? '' : precise(target.spent[phase]))),
        ]),
      ),
    ];
  });
  return lines.length === 0 ? [] : ['## Time by step', ...lines];
}

/** `0.4 s` below a minute: steps are short. */
const precise = (ms: number): string => (ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : formatDuration(ms));
