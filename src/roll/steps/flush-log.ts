import { drainAgain } from './drained.js';
import { act, type Outcome, type Scene } from './outcome.js';

/** `flush-log`, once; what comes of it is decided when it has been performed. */
export function flushLogStep(scene: Scene<'flush-log'>): Outcome {
  return drainAgain(scene) ?? act(scene.run, { kind: 'flush-log', node: scene.target.address });
}
