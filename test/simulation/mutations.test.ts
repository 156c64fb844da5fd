import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type * as Hunt from '../../simulation/mutations/hunt.js';
import { mutations } from '../../simulation/mutations/list.js';

/** As written in docs/MUTATIONS.md. */
const table = new Map([...readFileSync('docs/MUTATIONS.md', 'utf8').matchAll(/^\| `([^`]+)` \| .+ \| (\d+) \| .+ \|$/gm)].map(([, name, seed]) => [name, Number(seed)]));
/** A change to the product changes histories: the seed that catches a bug is another one by then. As many are tried as `npm run mutate` tries. */
const enough = 400;

describe('the invariants bite: each deliberate bug is caught', () => {
  it('every bug stands in docs/MUTATIONS.md with the seed that caught it', () => {
    expect([...table.keys()]).toEqual(mutations.map(({ name }) => name));
    expect(mutations.length).toBeGreaterThanOrEqual(12);
  });

  it.each(mutations)('$name: $bug', async (mutation) => {
    // The compiled program is what gets the bug, as it is what people run.
    const { hunt } = (await import(new URL('../../dist/simulation/mutations/hunt.js', import.meta.url).href)) as typeof Hunt;
    const first = table.get(mutation.name) ?? 1;
    const caught = await hunt(mutation, { first, count: enough, jobs: 1 });
    expect(caught, `no history from seed ${first} to ${first + enough - 1} shows it`).toEqual({
      mutation,
      seed: expect.toSatisfy((seed: number) => seed >= first && seed < first + enough, `a seed from ${first} to ${first + enough - 1}`),
      invariant: expect.stringMatching(/\w/),
    });
  }, 300_000);
});
