import { inPhase, progressed } from '../active.js';
import type { ActiveRun } from '../active.js';
import type { Context } from '../decision.js';
import type { Observation } from '../observation.js';
import { toLeaving } from '../places.js';
import type { Phase } from '../progress.js';
import { makeHold } from './holds.js';
import { again, hold, wait, type Outcome } from './outcome.js';

/** The leader counts anew at each tick: quiet for so many of them is balanced. */
const quietTicks = 3;

/** Gives leadership back evenly: the level is lively (the settings guard sees to it) until the leader has nothing left to do. */
export function rebalanceStep(run: ActiveRun, phase: Extract<Phase, { kind: 'rebalance' }>, seen: Observation, context: Context): Outcome {
  const { now, policy } = context;
  const { metaTick, rebalance } = policy.timing;
  const livelyAt = phase.livelyAt ?? now;
  const counted = now - livelyAt >= metaTick;
  const quietSince = counted && seen.balanceOperations === 0 ? (phase.quietSince ?? now) : undefined;
  if (run.status !== 'rolling' || (quietSince !== undefined && now - quietSince >= quietTicks * metaTick)) return again(toLeaving(progressed(run, { rebalanced: true }), now));

  const next = inPhase(run, { kind: 'rebalance', since: phase.since, livelyAt, ...(quietSince === undefined ? {} : { quietSince }) });
  if (now - phase.since >= rebalance) {
    return hold(next, makeHold(next, 'rebalance-stalled', `the leader still wants ${seen.balanceOperations} balance operations; every server has been rolled`, { retry: 'go on balancing' }));
  }
  return wait(next, seen.balanceOperations === 0 ? 'the balance to stay quiet' : `${seen.balanceOperations} balance operations`, phase.since);
}
