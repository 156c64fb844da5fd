import { drainAgain } from './drained.js';
import { act, type Outcome, type StepInput } from './outcome.js';

/** `flush-log`, once; what comes of it is decided when it has been performed. */
export function flushLogStep(input: StepInput<'flush-log'>): Outcome {
  return drainAgain(input) ?? act(input.run, { kind: 'flush-log', node: input.target.address });
}
