import type { PrimaryMove } from '../act.js';
import { inPhase, type ActiveRun } from '../active.js';
import { mayBegin, whyClosed } from '../calendar.js';
import type { Context } from '../decision.js';
import { onlyFull } from '../fullness.js';
import { aliveNodes, allPartitions, members } from '../members.js';
import type { Observation } from '../observation.js';
import { countDown, isRestoringOverdue } from '../patience.js';
import type { Phase } from '../progress.js';
import { leaderBefore, type RecordedLeaders } from '../recorded-leaders.js';
import { toLeaving } from '../transitions.js';
import { act, reevaluate, wait, type Outcome } from './outcome.js';

/** Each partition is without a primary for a moment, and the meta writes down each change: not all at one tick. */
const mostAtOnce = 500;

/**
 * Each partition gets back the primary that it had when the run began. The cluster is whole, so nobody is asked: what
 * does not move within a few ticks is left, and the outcome says so.
 */
export function restoreLeadershipStep(
  run: ActiveRun,
  phase: Extract<Phase, { kind: 'restore-leadership' }>,
  seen: Observation,
  context: Context,
): Outcome {
  const { now, calendar, policy } = context;
  const { moves, waiting, gone } = misplaced(run.progress.leaders, seen);
  const left = moves.length + waiting;
  const countdown = countDown(phase.countdown, left, now);
  const known = { ...phase, toMove: phase.toMove ?? left + gone, gone, countdown: { ...countdown, left } };
  const counted = inPhase(run, known);
  if (phase.toMove === undefined && left > 0 && !mayBegin(calendar, run.options))
    return reevaluate(toLeaving(counted, now, whyClosed(calendar) ?? { code: 'outside-window' }));
  if (left === 0) return reevaluate(toLeaving(counted, now));
  if (isRestoringOverdue(countdown, context))
    return reevaluate(toLeaving(counted, now, { code: 'nothing-moved', ms: now - countdown.movedAt }));

  const { proposedAt, batch } = phase;
  const due =
    proposedAt === undefined ||
    now - proposedAt >= 2 * policy.timing.metaTick ||
    (batch !== undefined && left <= batch.left - batch.of);
  const next = moves.slice(0, mostAtOnce);
  if (due && next.length > 0)
    return act(inPhase(run, { ...known, proposedAt: now, batch: { of: next.length, left } }), {
      kind: 'move-primaries',
      leader: seen.leader,
      moves: next,
    });
  return wait(counted, { code: 'wait-for-leadership', primaries: left }, phase.since);
}

/**
 * Partitions that another server leads than the recorded one. `waiting`: it is not full, so nothing is moved yet.
 * `gone`: the recorded server is not ALIVE, or has no copy of it any more.
 */
function misplaced(
  recorded: RecordedLeaders | undefined,
  seen: Observation,
): { readonly moves: readonly PrimaryMove[]; readonly waiting: number; readonly gone: number } {
  const alive = aliveNodes(seen);
  const elsewhere = allPartitions(seen).flatMap((placed) => {
    const to = leaderBefore(recorded, placed.partition.gpid);
    return to === undefined || placed.partition.primary === to ? [] : [{ placed, to }];
  });
  const possible = elsewhere.filter(({ placed, to }) => alive.has(to) && members(placed.partition).includes(to));
  const full = new Set(
    onlyFull(
      seen,
      possible.map(({ placed }) => placed),
    ),
  );
  const moves = possible.flatMap(({ placed, to }) => {
    const { gpid, primary: from } = placed.partition;
    return full.has(placed) && from !== undefined ? [{ gpid, from, to }] : [];
  });
  return { moves, waiting: possible.length - moves.length, gone: elsewhere.length - possible.length };
}
