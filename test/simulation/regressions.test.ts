import { describe, expect, it } from 'vitest';
import { live } from '../../simulation/history.js';
import { regressions } from '../../simulation/regressions.js';

describe('what the simulation found stays found', () => {
  it.each(regressions)('$name (seed $seed)', async ({ seed }) => {
    expect((await live(seed)).violations).toEqual([]);
  }, 120_000);
});
