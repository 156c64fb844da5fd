import { parseArgs } from 'node:util';
import { live } from './history.js';

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, seeds: { type: 'string', default: '1' }, log: { type: 'boolean', default: false } } });
const first = Number(values.seed);
const count = Number(values.seeds);
let bad = 0;
const ends: Record<string, number> = {};
const t0 = performance.now();
for (let seed = first; seed < first + count; seed += 1) {
  const t = performance.now();
  const history = await live(seed);
  if (values.log) console.log(history.lines.join('\n'));
  for (const [k, n] of Object.entries(history.ends)) ends[k] = (ends[k] ?? 0) + n;
  if (history.violations.length > 0) {
    bad += 1;
    console.log(seed, history.violations.slice(0, 3).map((v) => `${v.invariant}: ${v.what}`).join('\n    '));
  } else if (count < 30) console.log(seed, 'ok', JSON.stringify(history.ends), Math.round(history.virtualMs / 1000), 's virtual', Math.round(performance.now() - t), 'ms', history.digest.slice(0, 12));
}
console.log({ bad, count, ends, msPerSeed: (performance.now() - t0) / count, cpu: process.cpuUsage().user / 1000 / count });
