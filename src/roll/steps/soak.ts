import { startedAgainHold } from '../started-again.js';
import { onceSoaked, verifyInSoak } from './hooks.js';
import { hold, wait, type Outcome, type StepInput } from './outcome.js';

/** Time for people and monitors to see what the restarted server does. */
export function soakStep(input: StepInput<'soak'>): Outcome {
  const { run, step, context } = input;
  const startedAgain = startedAgainHold(run);
  if (startedAgain !== undefined) return hold(run, startedAgain);
  const verify = verifyInSoak(input);
  if (verify !== undefined) return verify;
  return context.now < step.until
    ? wait(run, { code: 'wait-for-soak', ms: run.options.soakMs }, step.since)
    : onceSoaked(run, context.now);
}
