import type { Plan } from './plan.js';
import type { Progress } from './progress.js';

/** Nothing done yet: the first thing will be to read the settings. */
export function newProgress(plan: Plan, now: number): Progress {
  return {
    targets: plan.targets.map(({ role, address, index }) => ({
      role,
      address,
      index,
      state: 'pending',
      spent: {},
      drainedPartitions: [],
      processDown: false,
      attempts: 0,
      drainRounds: 0,
      commands: [],
      forced: [],
    })),
    phase: { kind: 'enter-maintenance', since: now },
    restored: false,
    rebalanced: false,
  };
}
