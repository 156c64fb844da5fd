import { describe, expect, it } from 'vitest';
import { Report } from '../../simulation/report.js';
import type * as Hunt from '../../simulation/mutations/hunt.js';

const told = { seed: 42, faults: {}, ends: {}, virtualMs: 0, digest: '' };

describe('what the simulation says of a violation', () => {
  it.each([
    ['never two down', '--log'],
    ['the same seed gives the same history', '--twice'],
  ])('%s: the command that shows it again has %s', (invariant, option) => {
    const report = new Report();
    expect(report.violationsOf({ ...told, violations: [{ invariant, at: 0, what: 'what was' }] }).at(-1)).toBe(
      `  npm run sim -- --seed 42 ${option}`,
    );
  });

  it('a history that breaks the simulation itself is told with its seed, and the others go on', async () => {
    const { hunt } = (await import(
      new URL('../../dist/simulation/mutations/hunt.js', import.meta.url).href
    )) as typeof Hunt;
    const broken = {
      name: 'broken-simulation',
      bug: 'it throws at one seed',
      file: 'simulation/history.js',
      find: 'const scenario = drawScenario(seed);',
      replace: "if (seed === 6) throw new Error('planted'); const scenario = drawScenario(seed);",
    };
    expect(await hunt(broken, { first: 5, count: 2, jobs: 1 })).toEqual({
      mutation: broken,
      seed: 6,
      invariant: 'the simulation itself does not fail',
    });
  }, 60_000);
});
