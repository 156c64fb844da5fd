import { sameStep } from '../active.js';
import { shortages } from '../fullness.js';
import { tablesThatChange } from '../complete-tables.js';
import { countDown, isStepOverdue } from '../patience.js';
import { makeHold } from './holds.js';
import { onceBack } from './hooks.js';
import { hold, wait, type Outcome, type StepInput } from './outcome.js';

/** Two in a row: one reading can fall between a table's change and its repair. */
const readingsNeeded = 2;

/** The server has its replicas back: every partition is full, twice in a row, with no allowance for anything. */
export function healStep({ run, step, target, seen, context }: StepInput<'heal'>): Outcome {
  const { now } = context;
  const short = shortages(seen);
  if (short.length === 0) {
    const fullReadings = step.fullReadings + 1;
    if (fullReadings < readingsNeeded)
      return wait(sameStep(run, { ...step, fullReadings }), { code: 'wait-for-second-reading' }, step.since);
    return onceBack(run, now);
  }
  const missing = short.reduce((sum, shortage) => sum + shortage.missing, 0);
  const countdown = countDown(step.countdown, missing, now);
  const next = sameStep(run, { ...step, countdown, fullReadings: 0 });
  if (isStepOverdue({ ...step, countdown }, target.role, context)) {
    const gpids = short.map(({ gpid }) => gpid);
    return hold(
      next,
      makeHold(
        next,
        'heal-stalled',
        {
          code: 'heal-stalled',
          partitions: short.length,
          node: target.address,
          tables: tablesThatChange(target, seen),
          gpids,
        },
        { gpids, wait: { code: 'does-wait-for-partitions' } },
      ),
    );
  }
  return wait(next, { code: 'wait-for-copies', copies: missing, tables: tablesThatChange(target, seen) }, step.since);
}
