import { type ActiveRun } from './active.js';
import { settingsToRestore } from './by-hand.js';
import { correct } from './correcting.js';
import type { Context } from './decision.js';
import { noteLowered, patientAnew, toBeLowered } from './min-live.js';
import type { Observation } from './observation.js';
import { correction, desiredSettings, release, restoration, wouldClearProposals } from './settings-guard.js';
import { type Outcome } from './steps/outcome.js';

/** The settings are what the present step needs: undefined; or the one act that makes them so. */
export function guardSettings(run: ActiveRun, seen: Observation, context: Context): Outcome | undefined {
  const { phase, saved, restored, correcting } = run.progress;
  // Every value was read back, and people were told: what is changed after that is not the run's.
  if (phase.kind === 'leave-maintenance' && restored) return undefined;
  const desired = desiredSettings(run, seen, context);
  const released = release(seen, desired);
  if (released !== undefined) return correct(patientAnew(run), released, seen, context);
  const lowered = toBeLowered(run, seen);
  // Before the others: a leader that freezes refuses what they are for.
  if (lowered !== undefined)
    return correct(
      noteLowered(run, lowered, context.now),
      { kind: 'set-min-live-nodes', meta: lowered.meta, value: lowered.to },
      seen,
      context,
    );
  const leaving = phase.kind === 'leave-maintenance' && saved !== undefined;
  const act = leaving
    ? restoration(
        seen,
        settingsToRestore(run, saved, seen),
        phase.defaultsTried,
        correcting?.act === 'set-min-live-nodes' ? correcting.leader : undefined,
      )
    : correction(seen, desired);
  if (act === undefined) return undefined;
  if (
    wouldClearProposals(
      act,
      phase.kind === 'target' ? phase.step : undefined,
      context.now,
      context.policy.timing.metaTick,
    )
  )
    return undefined;
  return correct(patientAnew(run), act, seen, context);
}
