import type { Edit } from './mutations/mutation.js';

/** Histories in which something was wrong once. They are lived again by every test run. */
export interface Regression {
  readonly seed: number;
  readonly name: string;
  readonly wrong: string;
  /**
   * What brings it back: `npm run mutate` looks whether the seed still shows it, as every change to the product changes
   * histories.
   */
  readonly undone: Edit;
}

export const regressions: readonly Regression[] = [
  {
    seed: 194,
    name: 'a replica breaks between the moves and the downgrades',
    wrong:
      'a server was taken out of a partition that had lost another copy a moment before, which left it with one: only full partitions are downgraded now',
    undone: {
      file: 'src/roll/fullness.js',
      find: 'return placed.filter(({ partition }) => !short.has(partition.gpid));',
      replace: 'return placed;',
    },
  },
];
