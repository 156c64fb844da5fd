import { currentTarget, log, progressed, type ActiveRun } from './active.js';
import type { SettingAct } from './act.js';
import type { NodeAddress } from './ids.js';
import { aliveNodes } from './members.js';
import type { Message } from './message.js';
import type { Observation } from './observation.js';
import type { RollOptions } from './options.js';
import type { Plan } from './plan.js';
import type { LoweredMinLive, SavedSettings } from './progress.js';

/**
 * `min_live_node_count_for_unfreeze` lowered while a run lasts, so that one server away does not freeze a small cluster
 * (docs/pegasus.md, "The freeze check"). It is a flag of each meta process: what is changed on one meta is not changed
 * on another, and is gone when the process ends. So each meta that leads while there are servers to be taken away is
 * lowered, noted with what it had, and put back by itself.
 */

/**
 * What the plan says of it: from what to what. Undefined where it was not asked for, is not needed, or cannot be done.
 */
export function plannedMinLive(seen: Observation, options: RollOptions, rollsReplicaServers: boolean): Plan['minLive'] {
  const from = seen.freeze?.minLiveNodes;
  const to = seen.nodes.length - 1;
  if (
    options.lowerMinLive !== true ||
    !rollsReplicaServers ||
    from === undefined ||
    seen.freeze?.minLiveNodesMutable !== true
  )
    return undefined;
  return to >= 1 && from > to ? { from, to } : undefined;
}

/** The leader that has to be lowered now; undefined when there is none, or nothing is left that needs it. */
export function toBeLowered(run: ActiveRun, seen: Observation): LoweredMinLive | undefined {
  const { plan } = run;
  const { phase, targets, saved } = run.progress;
  const to = plan.minLive?.to;
  const was = seen.freeze?.minLiveNodes;
  if (saved === undefined || to === undefined || was === undefined || was <= to) return undefined;
  if (phase.kind !== 'enter-maintenance' && phase.kind !== 'target') return undefined;
  const takesServersAway =
    currentTarget(run)?.role === 'replica' ||
    targets.some(({ role, state }) => role === 'replica' && state === 'pending');
  return takesServersAway ? { meta: seen.leader, was, to } : undefined;
}

/** Notes what a meta has before it is changed, so that it is known whatever becomes of the bot. */
export function noteLowered(run: ActiveRun, lowered: LoweredMinLive, now: number): ActiveRun {
  const { saved } = run.progress;
  if (saved === undefined) return run;
  const known = saved.minLive?.find(({ meta }) => meta === lowered.meta);
  if (known?.was === lowered.was && known.to === lowered.to) return run;
  const others = (saved.minLive ?? []).filter(({ meta }) => meta !== lowered.meta);
  const noted = progressed(run, { saved: { ...saved, minLive: [...others, lowered] } });
  return log(noted, now, {
    kind: 'note',
    message: { code: 'min-live-lowered', ...lowered },
  });
}

/** The run has replaced that process, and the flag went with it: the new one has what its own file says. */
export function forgetLowered(run: ActiveRun, replaced: NodeAddress): ActiveRun {
  const { saved } = run.progress;
  if (saved?.minLive?.some(({ meta }) => meta === replaced) !== true) return run;
  return progressed(run, {
    saved: withMinLive(
      saved,
      saved.minLive.filter(({ meta }) => meta !== replaced),
    ),
  });
}

/**
 * Puts back a meta that still has what the run gave it. One that has anything else was changed or replaced by others.
 * Not while so few servers live that the meta would freeze of it: a run must not do at its end what it was careful not
 * to do.
 * @param tried the meta that was tried last: the ones after it come first, so that one that does not take it keeps no
 * other waiting
 */
export function raisingMinLive(
  seen: Observation,
  { minLive = [] }: SavedSettings,
  tried?: NodeAddress,
): SettingAct | undefined {
  const next = minLive.findIndex(({ meta }) => meta === tried) + 1;
  const still = [...minLive.slice(next), ...minLive.slice(0, next)].find(
    ({ meta, was, to }) => seen.minLive?.[meta] === to && was <= aliveNodes(seen).size,
  );
  return still === undefined ? undefined : { kind: 'set-min-live-nodes', meta: still.meta, value: still.was };
}

/** The metas that were lowered and are not known to be back: they do not say what they have, or would freeze now. */
export const stillLowered = (seen: Observation, { minLive = [] }: SavedSettings): readonly LoweredMinLive[] =>
  minLive.filter(({ meta, to }) => seen.minLive?.[meta] === undefined || seen.minLive[meta] === to);

/** The time that metas have for their least number of live servers begins when nothing else is left to be put back. */
export function patientAnew(run: ActiveRun): ActiveRun {
  const { phase } = run.progress;
  if (phase.kind !== 'leave-maintenance' || phase.minLiveSince === undefined) return run;
  const { minLiveSince: _passed, ...anew } = phase;
  return progressed(run, { phase: anew });
}

export function withMinLive(
  { minLive: _before, ...saved }: SavedSettings,
  minLive: readonly LoweredMinLive[],
): SavedSettings {
  return minLive.length === 0 ? saved : { ...saved, minLive };
}

/** Why one of them is not back. */
export function whyNotBack(seen: Observation, { meta, was, to }: LoweredMinLive): Message {
  const value = seen.minLive?.[meta];
  if (value === undefined) return { code: 'min-live-unsaid', meta, to };
  if (value !== to) return { code: 'min-live-changed', meta, value };
  return { code: 'min-live-kept', meta, was, to, servers: aliveNodes(seen).size };
}

/** What to do by hand about metas that the run could not put back. */
export const minLiveLeft = (lowered: readonly LoweredMinLive[]): Message<'left-lowered'> => ({
  code: 'left-lowered',
  metas: lowered.map(({ meta }) => meta),
  was: lowered.map(({ was }) => was),
});
