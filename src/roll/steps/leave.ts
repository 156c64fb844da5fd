import { inPhase, log, progressed, type ActiveRun } from '../active.js';
import { mayBegin, whyClosed } from '../calendar.js';
import { isLastLook } from '../cluster-left.js';
import type { Context } from '../decision.js';
import { stillLowered, whyNotBack, withMinLive } from '../min-live.js';
import type { Observation } from '../observation.js';
import type { LoweredMinLive, Phase, SavedSettings } from '../progress.js';
import { reevaluate, wait, type PhaseOutcome } from './outcome.js';
import { isLoweredOverdue } from '../patience.js';

/** Every setting is read back; then the balance that was asked for, and the last look. */
export function leaveStep(
  run: ActiveRun,
  phase: Extract<Phase, { kind: 'leave-maintenance' }>,
  seen: Observation,
  context: Context,
): PhaseOutcome {
  const { now, calendar } = context;
  const { saved, restored } = run.progress;
  const still = saved === undefined || restored ? [] : stillLowered(seen, saved);
  const since = phase.minLiveSince ?? now;
  // A meta that has died took its flag along; one that hangs, and a server that is away, have time to come back.
  if (still.length > 0 && !isLoweredOverdue(since, context))
    return wait(
      inPhase(run, { ...phase, minLiveSince: since }),
      { code: 'wait-for-min-live', metas: still.map((lowered) => whyNotBack(seen, lowered)) },
      since,
    );
  const told = restored || saved === undefined ? run : left(run, saved, still, seen, now);
  const balances =
    told.options.rebalance && !told.progress.rebalanced && told.status === 'rolling' && saved !== undefined;
  if (balances && !mayBegin(calendar, told.options)) {
    const why = whyClosed(calendar) ?? ({ code: 'outside-window' } as const);
    return afterLastLook(
      restored ? told : log(told, now, { kind: 'note', message: { code: 'not-rebalanced', why } }),
      seen,
      context,
    );
  }
  return balances
    ? reevaluate(inPhase(progressed(told, { restored: false }), { kind: 'rebalance', since: now }))
    : afterLastLook(told, seen, context);
}

/** The outcome is what the cluster is like, and not what was done to it: it takes a reading of its own. */
const afterLastLook = (run: ActiveRun, seen: Observation, { now, policy }: Context): PhaseOutcome =>
  isLastLook(seen, policy) ? { kind: 'ended', run } : wait(run, { code: 'wait-for-last-look' }, now);

/**
 * Every value was read back, but for metas that are still lowered, or have what somebody else gave them: people are
 * told.
 */
function left(
  run: ActiveRun,
  saved: SavedSettings,
  still: readonly LoweredMinLive[],
  seen: Observation,
  now: number,
): ActiveRun {
  const back = (saved.minLive ?? []).filter(({ meta, was }) => seen.minLive?.[meta] === was);
  const others = (saved.minLive ?? []).filter((lowered) => !back.includes(lowered));
  const told = log(progressed(run, { restored: true, saved: withMinLive(saved, still) }), now, {
    kind: 'maintenance-left',
    restored: withMinLive(saved, back),
  });
  return others.length === 0
    ? told
    : log(told, now, {
        kind: 'note',
        message: { code: 'clauses', of: others.map((lowered) => whyNotBack(seen, lowered)) },
      });
}
