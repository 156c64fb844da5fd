import { hasEnded, type Run } from '../roll/run.js';
import type { RunId } from '../roll/ids.js';
import type { Instruments } from './instruments.js';
import { steps } from './label-values.js';

/**
 * Counts what happens in runs, told of each of their states. What had happened before the bot started is counted
 * already, or was in the process before.
 */
export function countRuns(instruments: Instruments, before: readonly Run[]): (run: Run) => void {
  const seen = new Map<RunId, { readonly seq: number; readonly ended: boolean }>(
    before.map((run) => [run.id, placeOf(run)]),
  );
  return (run) => {
    const last = seen.get(run.id) ?? { seq: -1, ended: false };
    const { cluster } = run;
    for (const event of run.log) {
      if (event.seq <= last.seq || event.kind !== 'target-done') continue;
      for (const [step, ms] of stepsOf(event.spent))
        instruments.observe('pegasus_roll_step_duration_seconds', { cluster, step }, ms / 1_000);
    }
    if (hasEnded(run) && !last.ended)
      instruments.count('pegasus_roll_runs_ended_total', { cluster, outcome: run.status });
    seen.set(run.id, placeOf(run));
  };
}

const placeOf = (run: Run): { readonly seq: number; readonly ended: boolean } => ({
  seq: run.log.at(-1)?.seq ?? -1,
  ended: hasEnded(run),
});

type Spent = Extract<Run['log'][number], { kind: 'target-done' }>['spent'];

const stepsOf = (spent: Spent): readonly (readonly [keyof Spent, number])[] =>
  steps.flatMap((step) => (spent[step] === undefined ? [] : [[step, spent[step]] as const]));
