import { expect, it } from 'vitest';
import { ok } from '../../src/lib/result.js';
import { sleepingBy, type Clock } from '../../src/lib/clock.js';
import { Cache } from '../../src/slack/cache.js';

it('an answer from before the clock was set back is asked for anew: who has left since must not count as there', async () => {
  let now = 10_000_000;
  const after = (): (() => void) => () => undefined;
  const clock: Clock = { now: () => now, after, sleep: sleepingBy(after) };
  let asked = 0;
  const cache = new Cache<number>(clock, 300_000);
  const get = () => cache.get('alice', () => Promise.resolve(ok((asked += 1))), 15_000);
  expect(await get()).toEqual(ok(1));
  now += 14_000;
  expect(await get()).toEqual(ok(1));
  now -= 3_600_000;
  expect(await get()).toEqual(ok(2));
});
