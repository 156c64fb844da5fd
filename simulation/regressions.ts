/** Histories in which something was wrong once. They are lived again by every test run. */
export interface Regression {
  readonly seed: number;
  readonly name: string;
  readonly wrong: string;
}

export const regressions: readonly Regression[] = [];
