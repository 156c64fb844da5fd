import type { ClusterAct } from './act.js';
import { held, inPhase, log, progressed, type ActiveRun } from './active.js';
import { triedAgainAt } from './back-off.js';
import { settingsToRestore } from './by-hand.js';
import type { Context } from './decision.js';
import type { NodeAddress } from './ids.js';
import { noteLowered, patientAnew, toBeLowered } from './min-live.js';
import type { Observation } from './observation.js';
import { isSettingOverdue } from './patience.js';
import type { Correcting, Phase } from './progress.js';
import { correction, desiredSettings, release, restoration, wouldClearProposals } from './settings-guard.js';
import { makeHold } from './steps/holds.js';
import { wait, type Outcome } from './steps/outcome.js';

/** Whether it lets the meta repair again. */
const releases = (act: ClusterAct, { settings }: Observation): boolean =>
  act.kind === 'set-add-secondary-max' && settings.addSecondaryMax === 0;

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

/**
 * One setting, tried again and again, less and less often: one that does not take for long is for people. With a new
 * leader the tries begin anew; a value that is another one than at the last try is tried at the next poll.
 */
function correct(given: ActiveRun, act: ClusterAct, seen: Observation, { now, policy }: Context): Outcome {
  let run = given;
  const { correcting, phase } = run.progress;
  const leader = 'leader' in act ? act.leader : 'meta' in act ? act.meta : undefined;
  const read = valueOf(act, seen);
  const same = correcting !== undefined && isSame(correcting, act, leader, phase.kind, seen) ? correcting : undefined;
  const stuck = same !== undefined && same.read === read;
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
    const due = stuck ? triedAgainAt(same, pollInterval) : same.at + pollInterval;
    if (now < due) return wait(run, { code: 'wait-for-setting', act: act.kind }, same.since);
  }
  const remembered =
    phase.kind === 'leave-maintenance' && trying
      ? inPhase(run, {
          ...phase,
          defaultsTried: [
            ...phase.defaultsTried,
            act.kind === 'set-assign-delay' ? 'assign-delay' : 'add-secondary-max',
          ],
        })
      : run;
  if (leader === undefined) return { kind: 'act', run: remembered, act };
  const trial = nextTry(act, leader, same === undefined ? undefined : run.progress.correcting, seen, now);
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
): { readonly run: ActiveRun; readonly act: ClusterAct } | undefined {
  const { saved, correcting, phase } = run.progress;
  const act = saved === undefined ? undefined : release(seen, { addSecondaryMax: saved.addSecondaryMax });
  if (act === undefined) return undefined;
  const { leader } = seen;
  const same = correcting !== undefined && isSame(correcting, act, leader, phase.kind, seen) ? correcting : undefined;
  if (same !== undefined && now < triedAgainAt(same, policy.timing.pollInterval)) return undefined;
  const trial = nextTry(act, leader, same, seen, now);
  return { run: progressed(run, { correcting: trial }), act };
}

/** What is remembered of one more try at it. `before`: the last one at the same setting, undefined at the first. */
function nextTry(
  act: ClusterAct,
  leader: NodeAddress,
  before: Correcting | undefined,
  seen: Observation,
  now: number,
): Correcting {
  const read = valueOf(act, seen);
  return {
    act: act.kind,
    leader,
    since: before?.since ?? now,
    at: now,
    tries: before?.read === read ? (before.tries ?? 1) + 1 : 1,
    read,
    ...(releases(act, seen) ? { releasing: true } : {}),
    ...(before?.told === true ? { told: true } : {}),
  };
}

/**
 * Metas are put back in turns, and have one time together: two that do not take it must not begin each other's anew.
 * To set add_secondary to 0 and to give it back are two things: the second does not wait for a try at the first.
 */
function isSame(
  correcting: Correcting,
  act: ClusterAct,
  leader: NodeAddress | undefined,
  phase: Phase['kind'],
  seen: Observation,
): boolean {
  if (correcting.act !== act.kind || (correcting.releasing ?? false) !== releases(act, seen)) return false;
  return correcting.leader === leader || (act.kind === 'set-min-live-nodes' && phase === 'leave-maintenance');
}

/** What the setting is now, as a word. */
function valueOf(act: ClusterAct, { storedLevel, settings, minLive }: Observation): string {
  switch (act.kind) {
    case 'set-level':
      return storedLevel;
    case 'set-assign-delay':
      return String(settings.assignDelayMs);
    case 'set-add-secondary-max':
      return String(settings.addSecondaryMax);
    case 'set-flow-control':
      return String(settings.flowControl);
    case 'set-min-live-nodes':
      return String(minLive?.[act.meta]);
    default:
      return '';
  }
}
