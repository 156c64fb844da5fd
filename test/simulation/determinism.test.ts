import { describe, expect, it } from 'vitest';
import { live } from '../../simulation/history.js';

describe('a seed decides everything', () => {
  it.each([3, 11, 27])(
    'seed %i gives the same history twice, byte for byte',
    async (seed) => {
      const once = await live(seed);
      const twice = await live(seed);
      expect(twice.lines).toEqual(once.lines);
      expect(twice.digest).toBe(once.digest);
      expect(once.lines.length).toBeGreaterThan(50);
    },
    60_000,
  );

  it('another seed gives another history', async () => {
    expect((await live(3)).digest).not.toBe((await live(4)).digest);
  }, 60_000);
});
