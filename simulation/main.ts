import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { live } from './history.js';
import { liveAll } from './pool.js';
import { Report } from './report.js';

const usage = `Lives simulated histories of the bot, each decided by its seed, and holds every moment against what must always be true.

  npm run sim -- --seeds 300            seeds 1 to 300
  npm run sim -- --seeds 100 --fresh    100 seeds from a place that nobody has chosen
  npm run sim -- --seed 42 --log        one history, told line by line

  --seed S    the first seed (1)
  --seeds N   how many (1)
  --fresh     begin at a random seed, and say which
  --twice     live each history twice, and compare what happened byte for byte
  --jobs J    how many at the same time (one for each core)
  --log       print what happened`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    fresh: { type: 'boolean', default: false },
    twice: { type: 'boolean', default: false },
    log: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function whole(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  console.error(`--${name} is a whole number from 1 on, and not ${JSON.stringify(text)}.`);
  process.exit(2);
}

if (values.help) {
  console.log(usage);
} else {
  const count = whole('seeds', values.seeds);
  const jobs = whole('jobs', values.jobs);
  const first = values.fresh ? randomInt(1, 2 ** 31 - count) : whole('seed', values.seed);
  const report = new Report();
  if (count > 1) console.log(`seeds ${first} to ${first + count - 1}`);
  if (values.log) {
    for (let seed = first; seed < first + count; seed += 1) {
      const history = await live(seed);
      for (const line of history.lines) console.log(line);
      report.add(history);
    }
  } else {
    await liveAll({ first, count, jobs: Math.min(jobs, count), twice: values.twice }, (history) => {
      report.add(history);
      for (const line of report.violationsOf(history)) console.log(line);
      return true;
    });
  }
  console.log(report.summary());
  process.exitCode = report.isClean ? 0 : 1;
}
