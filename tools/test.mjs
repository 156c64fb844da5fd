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
const firstSeed = (Math.floor(Date.now() / 86_400_000) % 10) * partSeeds + 1;
const sim = 'dist/simulation/main.js';

/** Parts of one queue come one after the other; the queues go side by side. */
const queues = values.rest
  ? [
      [
        { name: '300 histories', run: ['node', sim, '--seeds', '300', '--jobs', '1'] },
        { name: '30 fresh histories', run: ['node', sim, '--seeds', '30', '--fresh', '--jobs', '1'] },
        {
          name: 'deliberate bugs',
          run: ['node', 'dist/simulation/mutations/main.js', '--known', '--jobs', '1'],
        },
      ],
      [{ name: 'long tests', run: ['npx', 'vitest', 'run', '--project', 'long'] }],
    ]
  : [
      [
        { name: 'format', run: ['npx', 'biome', 'format', '.'] },
        {
          name: 'lint',
          run: [
            'npx',
            'eslint',
            '--cache',
            '--cache-location',
            'node_modules/.cache/eslint',
            '--cache-strategy',
            'content',
            '.',
          ],
        },
        { name: 'imports', run: ['node', 'tools/check-imports.mjs'] },
        { name: 'unused code', run: ['npx', 'knip'] },
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

await runPart({ name: 'build and types', run: ['npm', 'run', '--silent', 'build'] });
if (failed === 0) {
  await Promise.all(
    queues.map(async (queue) => {
      for (const part of queue) await runPart(part);
    }),
  );
}
console.log('\nwhat each part took, in seconds:');
for (const { part, seconds, passed } of took)
  console.log(`  ${String(seconds).padStart(5)}  ${part}${passed ? '' : '  FAILED'}`);
process.exitCode = failed === 0 ? 0 : 1;
