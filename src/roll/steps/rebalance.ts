import { assertNever } from '../../lib/assert-never.js';
import { inPhase, progressed } from '../active.js';
import type { ActiveRun } from '../active.js';
import type { Context } from '../decision.js';
import { foreign, type Message } from '../message.js';
import type { BalanceOperations, Observation } from '../observation.js';
import { toLeaving } from '../transitions.js';
import type { Phase } from '../progress.js';
import { makeHold } from './holds.js';
import { reevaluate, hold, wait, type Outcome } from './outcome.js';
import { isRebalanceOverdue } from '../patience.js';

/** The leader counts anew at each tick: quiet for so many of them is balanced. */
const quietTicks = 3;

/**
 * Gives leadership back evenly: the level is lively (the settings guard sees to it) until the leader has nothing left
 * to do.
 */
export function rebalanceStep(
  run: ActiveRun,
  phase: Extract<Phase, { kind: 'rebalance' }>,
  seen: Observation,
  context: Context,
): Outcome {
  const { now, policy } = context;
  const { metaTick } = policy.timing;
  const livelyAt = phase.livelyAt ?? now;
  const counted = now - livelyAt >= metaTick;
  const operations = seen.balanceOperations;
  const isQuiet = operations.kind === 'counted' && operations.total === 0;
  const quietSince = counted && isQuiet ? (phase.quietSince ?? now) : undefined;
  if (run.status !== 'rolling' || (quietSince !== undefined && now - quietSince >= quietTicks * metaTick))
    return reevaluate(toLeaving(progressed(run, { rebalanced: true }), now));

  const next = inPhase(run, {
    kind: 'rebalance',
    since: phase.since,
    livelyAt,
    ...(quietSince === undefined ? {} : { quietSince }),
  });
  if (isRebalanceOverdue(phase, operations.kind !== 'not-understood', context)) {
    return hold(
      next,
      makeHold(
        next,
        'rebalance-stalled',
        { code: 'balance-stalled', operations: stalledBy(operations), rolled: next.plan.targets.length > 0 },
        { wait: { code: 'does-balance-on' } },
      ),
    );
  }
  return wait(next, isQuiet ? { code: 'wait-for-quiet-balance' } : waitingFor(operations), phase.since);
}

function stalledBy(operations: BalanceOperations): Message {
  switch (operations.kind) {
    case 'counted':
      return { code: 'balance-still-wanted', operations: operations.total };
    case 'not-counted-yet':
      return { code: 'balance-still-not-counted' };
    case 'not-understood':
      return foreign(operations.message);
    default:
      return assertNever(operations);
  }
}

function waitingFor(operations: BalanceOperations): Message {
  switch (operations.kind) {
    case 'counted':
      return { code: 'wait-for-balance', operations: operations.total };
    case 'not-counted-yet':
      return { code: 'wait-for-balance-count' };
    case 'not-understood':
      return { code: 'wait-for-balance-answer' };
    default:
      return assertNever(operations);
  }
}
