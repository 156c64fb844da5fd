import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { document, seedsOf } from '../../simulation/mutations/document.js';
import { mutations } from '../../simulation/mutations/list.js';

// Whether each is caught is what `npm run mutate:check` lives histories for: it is a part of `npm run test:full`.
describe('the deliberate bugs', () => {
  it('stand in docs/MUTATIONS.md, each with the seed that caught it', () => {
    expect([...seedsOf(readFileSync(document, 'utf8')).keys()]).toEqual(mutations.map(({ name }) => name));
    expect(mutations.length).toBeGreaterThanOrEqual(12);
  });

  it.each(mutations)('$name has its place in the program as it is built', ({ also, ...edit }) => {
    for (const { file, find, replace } of [edit, ...(also === undefined ? [] : [also])]) {
      expect(readFileSync(`dist/${file}`, 'utf8').split(find)).toHaveLength(2);
      expect(replace).not.toBe(find);
    }
  });
});
