/** Histories in which something was wrong once. They are lived again by every test run. */
export interface Regression {
  readonly seed: number;
  readonly name: string;
  readonly wrong: string;
}

export const regressions: readonly Regression[] = [
  {
    seed: 288,
    name: 'a disk that fails twice in a row',
    wrong: 'a save that failed could not be taken back, and the bot lived on for hours without being able to save or do anything; now it ends, and a new start looks at the disk',
  },
];
