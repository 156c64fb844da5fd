import { sameStep } from '../active.js';
import { shortages } from '../fullness.js';
import { comingAndGoing } from '../whole-tables.js';
import { countDown, hasStalled } from './countdown.js';
import { wait, type Outcome, type Scene } from './outcome.js';

const readingsNeeded = 2;

/** How a retreat stands: the server has its replicas back, or will not get them. */
type Retreat =
  | { readonly kind: 'full' }
  | { readonly kind: 'stalled'; readonly gpids: readonly string[] }
  | { readonly kind: 'waiting'; readonly outcome: Outcome };

/**
 * The drain was given up before the process was stopped: the settings guard has released the replicas; wait until they
 * are back.
 */
export function retreatStep({ run, target, step, seen, context }: Scene<'retreat'>): Retreat {
  const short = shortages(seen);
  if (short.length === 0) {
    const fullReadings = step.fullReadings + 1;
    if (fullReadings >= readingsNeeded) return { kind: 'full' };
    return {
      kind: 'waiting',
      outcome: wait(sameStep(run, { ...step, fullReadings }), 'a second reading with every partition full', step.since),
    };
  }
  const missing = short.reduce((sum, shortage) => sum + shortage.missing, 0);
  const countdown = countDown(step.countdown, missing, context.now);
  if (hasStalled(countdown, context.now, context.policy.timing.stall))
    return { kind: 'stalled', gpids: short.map(({ gpid }) => gpid) };
  return {
    kind: 'waiting',
    outcome: wait(
      sameStep(run, { ...step, countdown, fullReadings: 0 }),
      `${missing} copies to be back before it stops here${comingAndGoing(target, seen)}`,
      step.since,
    ),
  };
}
