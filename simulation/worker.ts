import { parentPort } from 'node:worker_threads';
import { live } from './history.js';
import type { Asked, Told } from './pool.js';

parentPort?.on('message', (asked: Asked) => {
  void answer(asked).then((told) => {
    parentPort?.postMessage(told);
  });
});

async function answer({ seed, twice }: Asked): Promise<Told> {
  const { lines, ...told } = await live(seed);
  if (!twice) return told;
  const again = await live(seed);
  if (again.digest === told.digest) return told;
  const nth = lines.findIndex((line, index) => line !== again.lines[index]);
  const what = `line ${nth + 1} was "${lines[nth] ?? '(the end)'}", and then "${again.lines[nth] ?? '(the end)'}"`;
  return { ...told, violations: [...told.violations, { invariant: 'the same seed gives the same history', at: 0, what }] };
}
