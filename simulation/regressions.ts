/** Histories in which something was wrong once. They are lived again by every test run. */
export interface Regression {
  readonly seed: number;
  readonly name: string;
  readonly wrong: string;
}

export const regressions: readonly Regression[] = [
  {
    seed: 118,
    name: 'a replica breaks between the moves and the downgrades',
    wrong: 'a server was taken out of a partition that had lost another copy a moment before, which left it with one: only full partitions are downgraded now',
  },
  {
    seed: 3_428,
    name: 'people ask for another try, and abort before it begins',
    wrong: 'the stop was begun again all the same, and the run left the server stopped: after an abort nothing is stopped any more',
  },
  {
    seed: 9_016,
    name: 'a failed restart is tried again while another server hangs',
    wrong: 'the server still ran, had replicas again, and was restarted without a look at the others: it is begun anew now, with its gates and its drain',
  },
  {
    seed: 14,
    name: 'a disk that fails twice in a row',
    wrong: 'a save that failed could not be taken back, and the bot lived on for hours without being able to save or do anything; now it ends, and a new start looks at the disk',
  },
];
