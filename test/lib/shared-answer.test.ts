import { describe, expect, it } from 'vitest';
import { atMost } from '../../src/lib/at-most.js';
import { SharedAnswer } from '../../src/lib/shared-answer.js';
import { VirtualClock } from '../../src/lib/virtual-clock.js';

describe('an answer that is shared', () => {
  it('is made once for all who ask meanwhile and shortly after, then anew', async () => {
    const clock = new VirtualClock(1_000_000);
    let made = 0;
    const shared = new SharedAnswer(() => Promise.resolve((made += 1)), 2_000, clock);
    expect(await Promise.all([shared.get(), shared.get()])).toEqual([1, 1]);
    await clock.advance(1_999);
    expect(await shared.get()).toBe(1);
    await clock.advance(1);
    expect(await shared.get()).toBe(2);
  });

  it('that failed is made anew', async () => {
    let times = 0;
    const shared = new SharedAnswer(
      () => ((times += 1) === 1 ? Promise.reject(new Error('the first')) : Promise.resolve('well')),
      2_000,
      new VirtualClock(0),
    );
    await expect(Promise.all([shared.get(), shared.get()])).rejects.toThrow('the first');
    expect(await shared.get()).toBe('well');
  });

  it('that is not worth keeping goes to those who wait for it, and to nobody else', async () => {
    let made = 0;
    const shared = new SharedAnswer(
      () => Promise.resolve((made += 1)),
      2_000,
      new VirtualClock(0),
      (value) => value > 1,
    );
    expect(await Promise.all([shared.get(), shared.get()])).toEqual([1, 1]);
    expect(await shared.get()).toBe(2);
    expect(await shared.get()).toBe(2);
  });
});

it('work that is limited waits for a place, in order, also behind work that fails', async () => {
  const limited = atMost(1);
  const order: string[] = [];
  const work = (name: string) => async (): Promise<void> => {
    order.push(`${name} begins`);
    await Promise.resolve();
    order.push(`${name} ends`);
    if (name === 'one') throw new Error('it fails');
  };
  await Promise.allSettled(['one', 'two', 'three'].map((name) => limited(work(name))));
  expect(order).toEqual(['one begins', 'one ends', 'two begins', 'two ends', 'three begins', 'three ends']);
});
