import { sameStep } from '../active.js';
import { shortages } from '../fullness.js';
import { tablesThatChange } from '../complete-tables.js';
import { countDown, isStepOverdue } from '../patience.js';
import { wait, type Outcome, type StepInput } from './outcome.js';

const readingsNeeded = 2;

/** How far the undrain is: the server has its replicas back, or will not get them. */
type UndrainResult =
  | { readonly kind: 'full' }
  | { readonly kind: 'stalled'; readonly gpids: readonly string[] }
  | { readonly kind: 'waiting'; readonly outcome: Outcome };

/**
 * The drain was given up before the process was stopped: the settings guard has released the replicas; wait until they
 * are back.
 */
export function undrainStep({ run, target, step, seen, context }: StepInput<'undrain'>): UndrainResult {
  const short = shortages(seen);
  if (short.length === 0) {
    const fullReadings = step.fullReadings + 1;
    if (fullReadings >= readingsNeeded) return { kind: 'full' };
    return {
      kind: 'waiting',
      outcome: wait(sameStep(run, { ...step, fullReadings }), { code: 'wait-for-second-reading' }, step.since),
    };
  }
  const missing = short.reduce((sum, shortage) => sum + shortage.missing, 0);
  const countdown = countDown(step.countdown, missing, context.now);
  if (isStepOverdue({ ...step, countdown }, target.role, context))
    return { kind: 'stalled', gpids: short.map(({ gpid }) => gpid) };
  return {
    kind: 'waiting',
    outcome: wait(
      sameStep(run, { ...step, countdown, fullReadings: 0 }),
      { code: 'wait-for-copies-before-stop', copies: missing, tables: tablesThatChange(target, seen) },
      step.since,
    ),
  };
}
