import type { SettingAct } from './act.js';
import { held, inPhase, log, progressed, type ActiveRun } from './active.js';
import { settingsToRestore } from './by-hand.js';
import type { Context } from './decision.js';
import { noteLowered, patientAnew, toBeLowered } from './min-live.js';
import type { Observation } from './observation.js';
import { isSettingOverdue } from './patience.js';
import { defaultTriedBy, isUnchanged, lastMetaTried, nextTry, triedAgainAt, triesAt } from './setting-tries.js';
import { correction, desiredSettings, release, restoration, wouldClearProposals } from './settings-guard.js';
import { makeHold } from './steps/holds.js';
import { wait, type Outcome } from './steps/outcome.js';

/** Undefined where every setting is what the present step needs; else what is done for the first one that is not. */
export function correctSettings(run: ActiveRun, seen: Observation, context: Context): Outcome | undefined {
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
    ? restoration(seen, settingsToRestore(run, saved, seen), phase.defaultsTried, lastMetaTried(correcting))
    : correction(seen, desired);
  if (act === undefined) return undefined;
  if (wouldClearProposals(act, phase, context.now, context.policy.timing.metaTick)) return undefined;
  return correct(patientAnew(run), act, seen, context);
}

/**
 * One setting, tried again and again, less and less often: one that does not take for long is for people. With a new
 * leader the tries begin anew; a value that is another one than at the last try is tried at the next poll.
 */
function correct(given: ActiveRun, act: SettingAct, seen: Observation, { now, policy }: Context): Outcome {
  let run = given;
  const { correcting, phase } = run.progress;
  const same = triesAt(act, correcting, phase.kind, seen);
  const { pollInterval } = policy.timing;
  const trying = phase.kind === 'leave-maintenance' && 'value' in act && act.value === 'DEFAULT';
  if (same !== undefined && !trying) {
    if (isSettingOverdue(same, { now, policy }) && run.status !== 'held') {
      const refused = { code: 'setting-refused', act: act.kind, ms: now - same.since, why: same.message } as const;
      // Leaving is never given up: a hold there asks for help and goes on trying.
      if (run.status !== 'paused')
        return {
          kind: 'reevaluate',
          run: held(
            run,
            now,
            makeHold(run, 'settings-refused', { ...refused, paused: false }, { retry: { code: 'does-try-again' } }),
          ),
        };
      // A pause is not turned into a hold: a retry would then resume it. It is said once.
      if (same.told !== true)
        run = log(progressed(run, { correcting: { ...same, told: true } }), now, {
          kind: 'note',
          message: { ...refused, paused: true },
        });
    }
    const due = isUnchanged(same, act, seen) ? triedAgainAt(same, pollInterval) : same.at + pollInterval;
    if (now < due) return wait(run, { code: 'wait-for-setting', act: act.kind }, same.since);
  }
  const remembered =
    phase.kind === 'leave-maintenance' && trying
      ? inPhase(run, { ...phase, defaultsTried: [...phase.defaultsTried, ...defaultTriedBy(act)] })
      : run;
  const trial = nextTry(act, same === undefined ? undefined : run.progress.correcting, seen, now);
  return { kind: 'act', run: progressed(remembered, { correcting: trial }), act };
}

/**
 * add_secondary given back and nothing else, where a whole decision throws: the act, and the run that remembers the
 * try. Undefined where the meta may repair, where the run had not begun, or where it is not time for another try.
 */
export function releaseAlone(
  run: ActiveRun,
  seen: Observation,
  { now, policy }: Context,
): { readonly run: ActiveRun; readonly act: SettingAct } | undefined {
  const { saved, correcting, phase } = run.progress;
  const act = saved === undefined ? undefined : release(seen, { addSecondaryMax: saved.addSecondaryMax });
  if (act === undefined) return undefined;
  const same = triesAt(act, correcting, phase.kind, seen);
  if (same !== undefined && now < triedAgainAt(same, policy.timing.pollInterval)) return undefined;
  const trial = nextTry(act, same, seen, now);
  return { run: progressed(run, { correcting: trial }), act };
}
