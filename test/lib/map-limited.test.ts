import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { mapLimited } from '../../src/lib/map-limited.js';

describe('a limited map', () => {
  it('keeps the order, and never has more under way than it may', async () => {
    let underWay = 0;
    let most = 0;
    const values = await mapLimited([30, 5, 20, 1, 10], 2, async (ms) => {
      most = Math.max(most, (underWay += 1));
      await pause(ms);
      underWay -= 1;
      return ms * 2;
    });
    expect(values).toEqual([60, 10, 40, 2, 20]);
    expect(most).toBe(2);
    expect(await mapLimited([], 2, () => Promise.reject(new Error('never asked')))).toEqual([]);
  });

  it('fails with the first that does', async () => {
    await expect(
      mapLimited([1, 2], 1, (nth) => (nth === 2 ? Promise.reject(new Error('the second')) : Promise.resolve(nth))),
    ).rejects.toThrow('the second');
  });
});
