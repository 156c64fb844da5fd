import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { mapLimited } from '../../src/lib/map-limited.js';
import { regressions } from '../regressions.js';
import { hunt } from './hunt.js';
import { mutations } from './list.js';
import { document, seedsOf } from './document.js';

const usage = `Builds each deliberate bug into a copy of the program and lives histories until one shows it.

  npm run mutate                          each from seed 1 on, and writes docs/MUTATIONS.md
  npm run mutate:check                    each from the seed on that the document says, and writes nothing
  node dist/simulation/mutations/main.js --only NAME

  --only NAME  this bug only
  --seeds N    so many histories are tried (2000)
  --jobs J     so many bugs side by side (one for each core)
  --known      begin at the seed that docs/MUTATIONS.md says
  --write      write docs/MUTATIONS.md`;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    only: { type: 'string' },
    known: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}

const known = values.known ? seedsOf(readFileSync(document, 'utf8')) : new Map<string, number>();
let missed = 0;
// Two bugs side by side, a history at a time: most are caught by the first or second one.
const rows = await mapLimited(
  mutations.filter(({ name }) => values.only === undefined || values.only === name),
  Number(values.jobs),
  async (mutation) => {
    const caught = await hunt(mutation, { first: known.get(mutation.name) ?? 1, count: Number(values.seeds), jobs: 1 });
    if (caught === undefined) missed += 1;
    console.log(
      `${mutation.name}: ${caught === undefined ? `NOT caught by ${values.seeds} seeds` : `caught by seed ${caught.seed}: ${caught.invariant}`}`,
    );
    return `| \`${mutation.name}\` | ${mutation.bug} | ${caught === undefined ? 'not caught' : String(caught.seed)} | ${caught?.invariant ?? ''} |`;
  },
);
const past = await mapLimited(
  values.only === undefined ? regressions : [],
  Number(values.jobs),
  async ({ seed, name, undone }) => {
    const shown = await hunt({ name: `undone-${seed}`, bug: name, ...undone }, { first: seed, count: 1, jobs: 1 });
    if (shown === undefined) missed += 1;
    console.log(
      `${name}, undone: ${shown === undefined ? `NOT shown by seed ${seed} any more` : `shown by seed ${seed}: ${shown.invariant}`}`,
    );
    return `| ${name} | ${seed} | ${shown?.invariant ?? 'nothing any more'} |`;
  },
);
if (values.write) {
  const text = [
    '# Deliberate bugs',
    '',
    'A check that nothing can fail proves nothing. Each of these bugs is built into a copy of the program, and histories are',
    'lived from seed 1 on until one violates an invariant. `npm run mutate` does it again; `npm run test:full` tries each bug from',
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
  writeFileSync(document, text);
}
process.exitCode = missed === 0 ? 0 : 1;
