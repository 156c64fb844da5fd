import { expect, it } from 'vitest';
import { timesAsked } from '../../simulation/invariants/stop-requests.js';
import type { Run } from '../../src/roll/run.js';

it('a retry at one server excuses no second restart of another one', () => {
  const retry = { kind: 'answered', choice: 'retry' };
  const log = [
    { kind: 'target-started', address: 'a' },
    retry,
    { kind: 'target-done', address: 'a' },
    retry,
    { kind: 'target-started', address: 'b' },
    retry,
    retry,
    { kind: 'answered', choice: 'skip' },
  ];
  const run = { log } as unknown as Run;
  expect([timesAsked(run, 'a'), timesAsked(run, 'b'), timesAsked(run, 'c')]).toEqual([1, 2, 0]);
});
