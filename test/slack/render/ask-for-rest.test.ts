import { expect, it } from 'vitest';
import { defaultOptions, type RollOptions } from '../../../src/roll/options.js';
import type { TargetProgress } from '../../../src/roll/progress.js';
import type { RunIn } from '../../../src/roll/run.js';
import { askForRest } from '../../../src/slack/render/ask-for-rest.js';
import { aborted, replica } from '../../support/told-runs.js';

const [first, second, third] = [1, 2, 3].map((nth) => replica(nth).address);

/** A run over three replica servers, three metas and a collector, of which so many are done. */
function abortedAfter(done: number, options: Partial<RollOptions> = {}): RunIn<'aborted'> {
  const run = aborted();
  return {
    ...run,
    options: { ...defaultOptions, ...options },
    progress: {
      ...run.progress,
      targets: run.progress.targets.map(
        (target, place): TargetProgress => ({ ...target, state: place < done ? 'done' : 'pending' }),
      ),
    },
  };
}

it.each<[string, number, Partial<RollOptions>, string]>([
  [
    'of a restart names the servers already done',
    2,
    {},
    `Servers already rolled stay as they are. To restart only the rest, ask again with \`--skip ${first},${second}\` (those already done).`,
  ],
  [
    'of a restart keeps those that were left out',
    1,
    { skip: third === undefined ? [] : [third] },
    `Servers already rolled stay as they are. To restart only the rest, ask again with \`--skip ${third},${first}\` (those already done, and those left out before).`,
  ],
  [
    'of a restart of named servers names the others',
    1,
    { nodes: [first, second, third].flatMap((node) => node ?? []) },
    `Servers already rolled stay as they are. To restart only the rest, ask again with \`--nodes ${second},${third}\`.`,
  ],
  [
    'of a restart with every replica server done asks for the other roles',
    4,
    {},
    'Servers already rolled stay as they are. To restart only the rest, ask again with `--only meta,collector`.',
  ],
  [
    'of an upgrade needs no names',
    2,
    { version: '2.5.0' },
    'Servers already rolled stay as they are; a new request for the same version leaves out replica and meta servers already on it.',
  ],
  ['of nothing has nothing to leave out', 0, {}, 'No server was rolled.'],
])('the rest %s', (_what, done, options, words) => {
  expect(askForRest(abortedAfter(done, options))).toBe(words);
});

it('the rest of a restart of hundreds is not listed', () => {
  const run = abortedAfter(7);
  const [target] = run.progress.targets;
  if (target === undefined) throw new Error('no target');
  const targets = [
    ...Array.from({ length: 200 }, (): TargetProgress => ({ ...target, state: 'done' })),
    { ...target, state: 'pending' as const },
  ];
  expect(askForRest({ ...run, progress: { ...run.progress, targets } })).toBe(
    'Servers already rolled stay as they are. To restart only the rest, ask again with `--skip` and the 200 replica servers already done, as the report names them.',
  );
});
