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
    seed: 118,
    name: 'a replica breaks between the moves and the downgrades',
    wrong:
      'a server was taken out of a partition that had lost another copy a moment before, which left it with one: only full partitions are downgraded now',
    undone: {
      file: 'src/roll/fullness.js',
      find: 'return placed.filter(({ partition }) => !short.has(partition.gpid));',
      replace: 'return placed;',
    },
  },
  {
    seed: 9_016,
    name: 'a failed restart is tried again while another server hangs',
    wrong:
      'the server still ran, had replicas again, and was restarted without a look at the others: it is begun anew now, with its gates and its drain',
    undone: {
      file: 'src/roll/steps/back.js',
      find: "return reading.kind === 'running' && endProcess(step.again)\n            ? beginAnew(scene, step.again)\n            : tryAgain",
      replace: 'return tryAgain',
    },
  },
  {
    seed: 14,
    name: 'a disk that fails twice in a row',
    wrong:
      'a save that failed could not be taken back, and the bot lived on for hours without being able to save or do anything; now it ends, and a new start looks at the disk',
    undone: { file: 'src/store/custody.js', find: 'this.#tell(this.#over);', replace: '' },
  },
];
