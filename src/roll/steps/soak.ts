import { startedAgainHold } from '../started-again.js';
import { hold, wait, type Outcome, type StepInput } from './outcome.js';

/** Time for people and monitors to see what the restarted server does. */
export function soakStep({ run, step, context }: StepInput<'soak'>): Outcome {
  const startedAgain = startedAgainHold(run);
  if (startedAgain !== undefined) return hold(run, startedAgain);
  const rest = step.until - context.now;
  return rest > 0
    ? wait(run, { code: 'wait-for-soak', ms: run.options.soakMs }, step.since)
    : { kind: 'target-done', run };
}
