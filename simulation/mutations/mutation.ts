/** In this compiled file, `find` (there exactly once) becomes `replace`. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** One deliberate bug. */
export interface Mutation extends Edit {
  readonly name: string;
  /** What the bug would be in words. */
  readonly bug: string;
  /** A second line of defence, which would hide the bug. */
  readonly also?: Edit;
}
