/** Operations of a probe. What was tried again until it succeeded is no failure. */
export interface ProbeCounts {
  readonly operations: number;
  /** Not done within the client's patience, whatever was tried. */
  readonly failed: number;
  /** Done, and took longer than half a second. */
  readonly slow: number;
  /** Done or failed after more than one attempt. */
  readonly retried: number;
  /** Acknowledged writes that were looked for again, and those of them that were not there any more. */
  readonly readBack: number;
  readonly lost: number;
  readonly slowestMs: number;
}

export const noOperations: ProbeCounts = {
  operations: 0,
  failed: 0,
  slow: 0,
  retried: 0,
  readBack: 0,
  lost: 0,
  slowestMs: 0,
};

/** What a probe did between two moments. */
export interface Probed {
  readonly table: string;
  /** That were written and read; 0: the table was not found so far. */
  readonly partitions: number;
  /** Operations a second that were asked for. */
  readonly rate: number;
  readonly counts: ProbeCounts;
  /** Errors that a client's retries hid, or that ended an operation, by their names: how often. */
  readonly errors: Readonly<Record<string, number>>;
}

/** The operations that ended in the time up to `at`. */
export interface ProbePoint extends Pick<ProbeCounts, 'operations' | 'failed' | 'slow' | 'slowestMs'> {
  readonly at: number;
}

export const addCounts = (one: ProbeCounts, other: ProbeCounts): ProbeCounts => ({
  operations: one.operations + other.operations,
  failed: one.failed + other.failed,
  slow: one.slow + other.slow,
  retried: one.retried + other.retried,
  readBack: one.readBack + other.readBack,
  lost: one.lost + other.lost,
  slowestMs: Math.max(one.slowestMs, other.slowestMs),
});

/** Of one probe, one after the other. */
export const addProbed = (one: Probed | undefined, other: Probed): Probed =>
  one === undefined
    ? other
    : {
        table: other.table,
        partitions: Math.max(one.partitions, other.partitions),
        rate: other.rate,
        counts: addCounts(one.counts, other.counts),
        errors: Object.fromEntries(
          [...new Set([...Object.keys(one.errors), ...Object.keys(other.errors)])].map((name) => [
            name,
            (one.errors[name] ?? 0) + (other.errors[name] ?? 0),
          ]),
        ),
      };
