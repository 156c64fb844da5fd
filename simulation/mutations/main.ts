import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { mapLimited } from '../../src/lib/map-limited.js';
import { live } from '../history.js';
import { hunt, type Caught } from './hunt.js';
import type { Mutation } from './mutation.js';
import { mutations } from './list.js';
import { document, seedsOf } from './document.js';

const usage = `Builds each deliberate bug into a copy of the program and lives histories until one shows it.

  npm run mutate                          each from seed 1 on, and writes docs/MUTATIONS.md
  npm run mutate:check                    each from the seed on that the document says, and writes nothing
  node dist/simulation/mutations/main.js --only NAME

  --only NAME  this bug only
  --part I/N   every Nth bug, from the Ith on (1/2, 2/2)
  --seeds N    so many histories are tried (2000)
  --jobs J     so many bugs side by side (one for each core)
  --known      begin at the seed that docs/MUTATIONS.md says
  --write      write docs/MUTATIONS.md`;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    only: { type: 'string' },
    part: { type: 'string', default: '1/1' },
    known: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}

const [part = 1, parts = 1] = values.part.split('/').map(Number);
if (!(Number.isInteger(part) && Number.isInteger(parts) && part >= 1 && part <= parts)) {
  console.error(`--part expects a part of so many, such as 1/2, and got ${values.part}`);
  process.exit(2);
}
if (values.write && (parts > 1 || values.only !== undefined)) {
  console.error('--write takes all bugs: the document has a row for each');
  process.exit(2);
}
const asked = mutations.filter(
  ({ name }, place) => (values.only === undefined || values.only === name) && place % parts === part - 1,
);
if (asked.length === 0) {
  console.error('no bug of that name');
  process.exit(2);
}

/** A history that violates something without the bug, too, has not caught it. */
async function catchAlone(mutation: Mutation, first: number): Promise<Caught | undefined> {
  const caught = await hunt(mutation, { first, count: Number(values.seeds), jobs: 1 });
  if (caught === undefined) return undefined;
  const { violations } = await live(caught.seed);
  if (violations.length === 0) return caught;
  console.log(`${mutation.name}: seed ${caught.seed} violates something without the bug, too`);
  return catchAlone(mutation, caught.seed + 1);
}

const known = values.known ? seedsOf(readFileSync(document, 'utf8')) : new Map<string, number>();
let missed = 0;
// Two bugs side by side, a history at a time: most are caught by the first or second one.
const rows = await mapLimited(asked, Number(values.jobs), async (mutation) => {
  const caught = await catchAlone(mutation, known.get(mutation.name) ?? 1);
  if (caught === undefined) missed += 1;
  console.log(
    `${mutation.name}: ${caught === undefined ? `NOT caught by ${values.seeds} seeds` : `caught by seed ${caught.seed}: ${caught.invariant}`}`,
  );
  return `| \`${mutation.name}\` | ${mutation.bug} | ${caught === undefined ? 'not caught' : String(caught.seed)} | ${caught?.invariant ?? ''} |`;
});
if (values.write) {
  const text = [
    '# Deliberate bugs',
    '',
    'A check that nothing can fail proves nothing. Each of these bugs is built into a copy of the program, and histories are',
    'lived from seed 1 on until one violates an invariant. `npm run mutate` does it again; `npm run test:full` tries half of',
    'them, the other half the next day, each from the seed that caught it on; `npm run mutate:check` all of them.',
    '',
    '| bug | in words | caught by seed | what was violated |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
  writeFileSync(document, text);
}
process.exitCode = missed === 0 ? 0 : 1;
