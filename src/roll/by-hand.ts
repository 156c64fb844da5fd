import type { ClusterAct } from './act.js';
import { currentTarget, log, paused, progressed, isHeldOrPaused, without, type ActiveRun } from './active.js';
import type { Context } from './decision.js';
import type { Message } from './message.js';
import { metaLevels, type MetaLevel, type Observation } from './observation.js';
import type { LeaderValues, SavedSettings } from './progress.js';
import { pausing, toLeaving } from './transitions.js';
import { desiredSettings } from './settings-guard.js';
import { onlyRebalances } from './options.js';

/**
 * Somebody else's hand on the settings of the leader. A value that this leader had at one reading and has not at the
 * next, with no act of the run between, was changed by somebody. The settings guard puts it back; people are told what,
 * and why. A level below steady is more than a value: who freezes a cluster wants that nothing is moved, so the run
 * stops for it.
 */
export function noteChangesByHand(
  run: ActiveRun,
  seen: Observation,
  context: Pick<Context, 'now' | 'policy' | 'shortOfRoom'>,
): ActiveRun {
  const { now } = context;
  const known = run.progress.lastRead;
  const read: LeaderValues = { leader: seen.leader, level: seen.storedLevel, ...seen.settings };
  const isThawed =
    run.progress.frozenByHand !== undefined && known?.leader !== seen.leader && !isBelowSteady(seen.storedLevel);
  const noted = progressed(isThawed ? without(run, 'frozenByHand') : run, { lastRead: read });
  // What another leader has is not what somebody set: it starts with what its own file says.
  if (known === undefined || known.leader !== seen.leader || run.progress.saved === undefined) return noted;
  // No run sets a level below steady: that one is somebody's also where it is not known what was there before.
  const isKnown = (name: Name): boolean =>
    known[name] !== undefined || (name === 'level' && isBelowSteady(seen.storedLevel));
  const changed = names.filter((name) => isKnown(name) && known[name] !== read[name]);
  if (changed.length === 0) return noted;
  const desired = desiredSettings(run, seen, context);
  return changed.reduce<ActiveRun>((told, name) => {
    // An act whose answer was lost may still come into force: what the run wants is no news.
    if (read[name] === desired[name]) return told;
    if (name === 'level') return levelByHand(told, known.level, seen.storedLevel, now);
    const message: Message = {
      code: 'setting-by-hand',
      name,
      from: known[name],
      to: seen.settings[name],
      leader: seen.leader,
      blind: known.blind === true,
      wanted: desired[name] !== undefined,
      leaving: isLeaving(run),
    };
    return log(told, now, { kind: 'note', message });
  }, noted);
}

/** Before an act is done: from then on the value it sets is not known until it is read. */
export function forgetRead(run: ActiveRun, act: ClusterAct): ActiveRun {
  const { lastRead } = run.progress;
  const name = settingOf(act);
  // A freeze that the run may take back is none of somebody's once more, should that not work at once.
  const isFreeze = name === 'level' && lastRead?.level !== undefined && isBelowSteady(lastRead.level);
  if (lastRead === undefined || name === undefined || isFreeze) return run;
  const { [name]: _forgotten, ...rest } = lastRead;
  return progressed(run, { lastRead: rest });
}

/** Time in which nobody saw the leader: it may have been another one, or another process. */
export function unseenByHand<Any extends ActiveRun>(run: Any): Any {
  const { lastRead } = run.progress;
  return lastRead === undefined ? run : progressed(run, { lastRead: { ...lastRead, blind: true } });
}

/**
 * What a run that leaves puts back: a level that somebody has set below steady is left, and so is what the run did not
 * set.
 */
export function settingsToRestore(run: ActiveRun, before: SavedSettings, seen: Observation): SavedSettings {
  const saved = onlyRebalances(run.options) ? { ...before, ...seen.settings } : before;
  return run.progress.frozenByHand !== undefined && isBelowSteady(seen.storedLevel)
    ? { ...saved, level: seen.storedLevel }
    : saved;
}

/** Whether a level keeps the meta from moving anything. */
export const isBelowSteady = (level: MetaLevel): boolean => metaLevels.indexOf(level) < metaLevels.indexOf('steady');

function levelByHand(run: ActiveRun, from: MetaLevel | undefined, to: MetaLevel, now: number): ActiveRun {
  if (!isBelowSteady(to)) {
    const frozen = run.progress.frozenByHand !== undefined;
    return log(without(run, 'frozenByHand'), now, {
      kind: 'note',
      message: { code: 'level-by-hand', from, to, frozen, leaving: isLeaving(run) },
    });
  }
  const frozen = progressed(run, { frozenByHand: { level: to, at: now } });
  return log(frozen, now, { kind: 'note', message: { code: 'frozen-by-hand', from, to, then: whatStops(run) } });
}

function whatStops(run: ActiveRun): Message {
  if (run.status === 'held') return { code: 'then-held' };
  if (run.status === 'paused') return { code: 'then-paused' };
  return run.status === 'aborting' || isLeaving(run) ? { code: 'then-ends' } : { code: 'then-pauses' };
}

const isLeaving = ({ progress: { phase } }: ActiveRun): boolean => phase.kind === 'leave-maintenance';

/**
 * A run whose cluster somebody has frozen: it stands, or leaves, as soon as no server is away. Undefined: it goes on as
 * it is.
 */
export function stopForFreeze(run: ActiveRun, now: number): ActiveRun | undefined {
  const { frozenByHand, phase } = run.progress;
  if (frozenByHand === undefined || isHeldOrPaused(run) || phase.kind === 'leave-maintenance') return undefined;
  const target = currentTarget(run);
  const isDown = phase.kind === 'target' && (phase.step.kind === 'process' || target?.processDown === true);
  if (phase.kind === 'restore-leadership')
    return toLeaving(run, now, { code: 'paused-by', by: { code: 'somebody-froze', level: frozenByHand.level } });
  if (run.status === 'aborting') return isDown ? undefined : toLeaving(run, now);
  if (isDown)
    return run.status === 'pausing'
      ? undefined
      : pausing(run, now, { code: 'somebody-froze', level: frozenByHand.level });
  return paused(run, now, { code: 'paused-for-freeze', level: frozenByHand.level });
}

type Name = 'level' | 'assignDelayMs' | 'addSecondaryMax' | 'flowControl';
const names = ['level', 'assignDelayMs', 'addSecondaryMax', 'flowControl'] as const satisfies readonly Name[];

function settingOf(act: ClusterAct): Name | undefined {
  switch (act.kind) {
    case 'set-level':
      return 'level';
    case 'set-assign-delay':
      return 'assignDelayMs';
    case 'set-add-secondary-max':
      return 'addSecondaryMax';
    case 'set-flow-control':
      return 'flowControl';
    default:
      return undefined;
  }
}
