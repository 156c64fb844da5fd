import { parentPort } from 'node:worker_threads';
import { live } from './history.js';
import { sameHistory, type Asked, type Told } from './pool.js';

parentPort?.on('message', (asked: Asked) => {
  void answer(asked).then((told) => {
    parentPort?.postMessage(told);
  });
});

/** A history that could not be told to its end is a finding, too, and says of which seed. */
async function answer(asked: Asked): Promise<Told> {
  try {
    return await told(asked);
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return {
      seed: asked.seed,
      violations: [{ invariant: 'the simulation itself does not fail', at: 0, what }],
      faults: {},
      ends: {},
      virtualMs: 0,
      digest: '',
    };
  }
}

async function told({ seed, twice }: Asked): Promise<Told> {
  const { lines, ...once } = await live(seed);
  if (!twice) return once;
  const again = await live(seed);
  if (again.digest === once.digest) return once;
  const nth = lines.findIndex((line, index) => line !== again.lines[index]);
  const what = `line ${nth + 1} was "${lines[nth] ?? '(the end)'}", and then "${again.lines[nth] ?? '(the end)'}"`;
  return { ...once, violations: [...once.violations, { invariant: sameHistory, at: 0, what }] };
}
