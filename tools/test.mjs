// Runs the parts of the test command, two side by side, and says what each took. A part that fails does not stop the
// others: whoever waits for it learns of everything that is wrong at once.
//
//   node tools/test.mjs          what every change has to pass
//   node tools/test.mjs --rest   what `npm run test:full` does besides
import { execa } from 'execa';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { rest: { type: 'boolean', default: false } } });

/** Another tenth of the 300 known histories each day. */
const partSeeds = 30;
const day = Math.floor(Date.now() / 86_400_000);
const firstSeed = (day % 10) * partSeeds + 1;
/** The rest takes more seeds and half of the deliberate bugs, the other half the next day: all of it in 25 minutes. */
const restSeeds = 150;
const half = day % 2;
const firstRestSeed = half * restSeeds + 1;
const sim = 'dist/simulation/main.js';

/** What reads the sources only, beside the build. */
const readers = values.rest
  ? []
  : [
      { name: 'format', run: ['npx', 'biome', 'format', '.'] },
      { name: 'lint', run: ['npx', 'oxlint'] },
      { name: 'imports', run: ['node', 'tools/check-imports.mjs'] },
      { name: 'unused code', run: ['npx', 'knip'] },
    ];

/** Parts of one queue come one after the other; the queues go side by side. */
const queues = values.rest
  ? [
      [
        {
          name: `histories ${firstRestSeed} to ${firstRestSeed + restSeeds - 1}`,
          run: ['node', sim, '--seed', String(firstRestSeed), '--seeds', String(restSeeds), '--jobs', '1'],
        },
        { name: '30 fresh histories', run: ['node', sim, '--seeds', '30', '--fresh', '--jobs', '1'] },
        {
          name: `deliberate bugs, half ${half + 1}`,
          run: ['node', 'dist/simulation/mutations/main.js', '--known', '--part', `${half + 1}/2`, '--jobs', '1'],
        },
      ],
      // They wait for real programs most of the time: one more than there are cores.
      [{ name: 'long tests', run: ['npx', 'vitest', 'run', '--project', 'long', '--maxWorkers', '3'] }],
    ]
  : [
      [
        {
          name: `histories ${firstSeed} to ${firstSeed + partSeeds - 1}`,
          run: ['node', sim, '--seed', String(firstSeed), '--seeds', String(partSeeds), '--jobs', '1'],
        },
      ],
      [{ name: 'tests', run: ['npx', 'vitest', 'run', '--project', 'quick'] }],
    ];

const took = [];
let failed = 0;

async function runPart({ name, run: [program, ...words] }) {
  const began = Date.now();
  const {
    exitCode,
    all,
    failed: bad,
  } = await execa(program, words, {
    env: { PEGASUS_ROLL_BUILT: '1' },
    all: true,
    reject: false,
    stdin: 'ignore',
  });
  process.stdout.write(`\n--- ${name}: ${bad ? `FAILED (exit ${String(exitCode)})` : 'passed'}\n${all}\n`);
  if (bad) failed += 1;
  took.push({ part: name, seconds: Math.round((Date.now() - began) / 1000), passed: !bad });
}

async function runQueue(parts) {
  for (const part of parts) await runPart(part);
}

const build = { name: 'build and types', run: ['npm', 'run', '--silent', 'build'] };
await Promise.all([runPart(build), runQueue(readers)]);
// Without a build nothing else can run; what a reader found says nothing about the tests.
if (took.some(({ part, passed }) => part === build.name && passed)) await Promise.all(queues.map(runQueue));
console.log('\nwhat each part took, in seconds:');
for (const { part, seconds, passed } of took)
  console.log(`  ${String(seconds).padStart(5)}  ${part}${passed ? '' : '  FAILED'}`);
process.exitCode = failed === 0 ? 0 : 1;
