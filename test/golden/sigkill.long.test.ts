import { afterEach, describe, it } from 'vitest';
import { RealStack } from '../support/real-stack.js';
import { rollUnderKills } from '../support/roll-under-kills.js';

describe('a real bot, killed with SIGKILL at random moments of real runs', () => {
  let stack: RealStack | undefined;
  afterEach(() => stack?.close());

  it.each([1, 2, 3])(
    'run %i: every node restarted once, all full, settings as before, nothing posted twice or left out',
    async (seed) => {
      stack = await RealStack.start({ nodes: 4, speed: 20 });
      await rollUnderKills(stack, seed);
    },
    180_000,
  );
});
