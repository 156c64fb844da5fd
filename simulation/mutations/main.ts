import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { regressions } from '../regressions.js';
import { hunt } from './hunt.js';
import { mutations } from './list.js';

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '400' }, only: { type: 'string' }, write: { type: 'boolean', default: false } } });
const rows: string[] = [];
let missed = 0;
for (const mutation of mutations.filter(({ name }) => values.only === undefined || values.only === name)) {
  const caught = await hunt(mutation, { first: 1, count: Number(values.seeds), jobs: availableParallelism() });
  if (caught === undefined) missed += 1;
  console.log(`${mutation.name}: ${caught === undefined ? `NOT caught by ${values.seeds} seeds` : `caught by seed ${caught.seed}: ${caught.invariant}`}`);
  rows.push(`| \`${mutation.name}\` | ${mutation.bug} | ${caught === undefined ? 'not caught' : String(caught.seed)} | ${caught?.invariant ?? ''} |`);
}
const past: string[] = [];
for (const { seed, name, undone } of values.only === undefined ? regressions : []) {
  const shown = await hunt({ name: `undone-${seed}`, bug: name, ...undone }, { first: seed, count: 1, jobs: 1 });
  if (shown === undefined) missed += 1;
  console.log(`${name}, undone: ${shown === undefined ? `NOT shown by seed ${seed} any more` : `shown by seed ${seed}: ${shown.invariant}`}`);
  past.push(`| ${name} | ${seed} | ${shown?.invariant ?? 'nothing any more'} |`);
}
if (values.write) {
  const text = [
    '# Deliberate bugs',
    '',
    'A check that nothing can fail proves nothing. Each of these bugs is built into a copy of the program, and histories are',
    'lived from seed 1 on until one violates an invariant. `npm run mutate` does it again; `npm test` tries each bug from',
    'the seed that caught it on.',
    '',
    '| bug | in words | caught by seed | what was violated |',
    '|---|---|---|---|',
    ...rows,
    '',
    '# Past bugs',
    '',
    'The histories of `simulation/regressions.ts`, lived with what was wrong in them put back. Every change to the product changes',
    'histories: one that shows nothing any more needs another seed, or makes way for the unit test of what was wrong.',
    '',
    '| bug | seed | what was violated |',
    '|---|---|---|',
    ...past,
    '',
  ].join('\n');
  writeFileSync('docs/MUTATIONS.md', text);
}
process.exitCode = missed === 0 ? 0 : 1;
