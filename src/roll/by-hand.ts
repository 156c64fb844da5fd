import { formatDuration } from '../lib/duration.js';
import type { ClusterAct } from './act.js';
import { currentTarget, log, paused, progressed, isHeldOrPaused, without, type ActiveRun } from './active.js';
import type { Context } from './decision.js';
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
    const change = `${label[name]} from ${shown(name, known[name])} to ${shown(name, read[name])} on the leader ${seen.leader}`;
    // In a time that nobody saw its process may have been restarted, and has what its own file says.
    const who =
      known.blind === true
        ? `somebody has changed ${change}, or its process was restarted`
        : `somebody set ${change}; this run did not`;
    return log(told, now, { kind: 'note', text: `${who}. ${whatNow(run, name, desired[name] !== undefined)}` });
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
  const was = `somebody set the level of the meta from ${from ?? 'what it was'} to ${to} by hand`;
  if (!isBelowSteady(to)) {
    const back =
      run.progress.phase.kind === 'leave-maintenance'
        ? 'The run puts back what was there before it'
        : 'The run puts back what it needs: at another level the meta moves replicas while servers are away';
    return log(without(run, 'frozenByHand'), now, {
      kind: 'note',
      text: `${was}; this run did not. ${run.progress.frozenByHand === undefined ? back : 'The run stays as it is until somebody answers'}`,
    });
  }
  const frozen = progressed(run, { frozenByHand: { level: to, at: now } });
  return log(frozen, now, {
    kind: 'note',
    text: `${was}: it moves and repairs nothing now. The run leaves that as it is and ${whatStops(run)}`,
  });
}

function whatStops(run: ActiveRun): string {
  if (run.status === 'held') return 'stays held; with an answer to the hold it puts the level back to steady';
  if (run.status === 'paused') return 'stays paused; resumed, it puts the level back to steady';
  if (run.status === 'aborting' || run.progress.phase.kind === 'leave-maintenance')
    return 'ends with the level as it is';
  return 'pauses; resumed, it puts the level back to steady';
}

/**
 * A run whose cluster somebody has frozen: it stands, or leaves, as soon as no server is away. Undefined: it goes on as
 * it is.
 */
export function stopForFreeze(run: ActiveRun, now: number): ActiveRun | undefined {
  const { frozenByHand, phase } = run.progress;
  if (frozenByHand === undefined || isHeldOrPaused(run) || phase.kind === 'leave-maintenance') return undefined;
  const target = currentTarget(run);
  const isDown = phase.kind === 'target' && (phase.step.kind === 'process' || target?.processDown === true);
  if (run.status === 'aborting') return isDown ? undefined : toLeaving(run, now);
  if (isDown)
    return run.status === 'pausing'
      ? undefined
      : pausing(run, now, `somebody who set the level to ${frozenByHand.level} by hand`);
  return paused(
    run,
    now,
    `somebody set the level of the meta to ${frozenByHand.level} by hand: it moves and repairs nothing. Resume puts it back to steady; until then the run leaves it`,
  );
}

type Name = 'level' | 'assignDelayMs' | 'addSecondaryMax' | 'flowControl';
const names = ['level', 'assignDelayMs', 'addSecondaryMax', 'flowControl'] as const satisfies readonly Name[];

const label: Readonly<Record<Name, string>> = {
  level: 'the level',
  assignDelayMs: 'assign_delay_ms',
  addSecondaryMax: 'add_secondary_max_count_for_one_node',
  flowControl: 'add_secondary_enable_flow_control',
};

const why: Readonly<Record<Name, string>> = {
  level: 'at another level the meta moves replicas while servers are away',
  assignDelayMs: 'it keeps the meta from copying what a server holds that is only away for its restart',
  addSecondaryMax: 'it decides whether a server that is being emptied gets its replicas back',
  flowControl: 'without it add_secondary_max_count_for_one_node holds nothing back',
};

function whatNow(run: ActiveRun, name: Name, wanted: boolean): string {
  if (wanted) return `The run puts back what it needs: ${why[name]}`;
  return run.progress.phase.kind === 'leave-maintenance'
    ? 'The run puts back what was there before it'
    : 'This run does not need it, and puts back at its end what was there before it';
}

const shown = (name: Name, value: MetaLevel | number | boolean | undefined): string =>
  name === 'assignDelayMs' && typeof value === 'number' ? `${value} (${formatDuration(value)})` : String(value);

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
