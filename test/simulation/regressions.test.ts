import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { live } from '../../simulation/history.js';
import { regressions } from '../../simulation/regressions.js';

describe('what the simulation found stays found', () => {
  it.each(regressions)(
    '$name (seed $seed)',
    async ({ seed }) => {
      expect((await live(seed)).violations).toEqual([]);
    },
    120_000,
  );

  it.each(regressions)(
    '$name can be brought back, so that its seed can be looked at again',
    ({ undone: { file, find, replace } }) => {
      expect(readFileSync(`dist/${file}`, 'utf8').split(find)).toHaveLength(2);
      expect(replace).not.toBe(find);
    },
  );
});
