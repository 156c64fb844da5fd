import type { ActiveRun } from './active.js';
import { currentTarget, isHeldOrPaused } from './active.js';
import type { SettingAct } from './act.js';
import type { Context } from './decision.js';
import { deadServers } from './dead-servers.js';
import type { HoldReason } from './hold.js';
import type { NodeAddress } from './ids.js';
import { raisingMinLive } from './min-live.js';
import { isListed } from './names.js';
import type { LoadBalancerSettings, MetaLevel, Observation } from './observation.js';
import { onlyRebalances } from './options.js';
import { aliveNodes } from './members.js';
import type { Phase, SavedSettings, Step, TargetProgress } from './progress.js';
import { unfinishedTables } from './complete-tables.js';
import { isAnotherProcess } from './versions.js';

/** What the leader's settings have to be now. A value that is absent may be what it likes. */
type DesiredSettings = Partial<LoadBalancerSettings> & { readonly level?: MetaLevel };

/** What release means: enough to give a whole server its replicas back quickly (documented procedure). */
const addSecondaryReleased = 100;

/** Steps in which the meta must not give the server at hand, or anybody in its place, a replica back. */
const holdsReplicas: ReadonlySet<Step['kind']> = new Set([
  'move-primaries',
  'downgrade-secondaries',
  'drain',
  'close-replicas',
  'flush-log',
  'last-look',
  'process',
  'await-return',
]);

/**
 * The settings of the present step. They follow from where the run stands and what is seen and from nothing else, so
 * that a new leader, a bot that was killed and a retry all end in the same ones. While the run stands and a server is
 * dead that it has not taken away, the assign delay is the cluster's own: with the run's, partitions that have two
 * copies would wait for an hour (docs/pegasus.md, "Assign delay"). When the run goes on, or the server is back, it is
 * the run's again.
 */
export function desiredSettings(
  run: ActiveRun,
  seen: Observation,
  { policy, shortOfRoom }: Pick<Context, 'policy' | 'shortOfRoom'>,
): DesiredSettings {
  const { phase, saved } = run.progress;
  if (saved === undefined) return {};
  if (phase.kind === 'leave-maintenance') return {};
  // Nothing is taken away in it: between reading the settings and balancing there is nothing to set.
  if (onlyRebalances(run.options))
    return phase.kind === 'rebalance' && run.progress.frozenByHand === undefined ? { level: 'lively' } : {};
  if (phase.kind === 'rebalance')
    return {
      assignDelayMs: saved.assignDelayMs,
      addSecondaryMax: saved.addSecondaryMax,
      flowControl: saved.flowControl,
      ...(run.progress.frozenByHand === undefined ? { level: 'lively' } : {}),
    };
  const level = run.progress.frozenByHand === undefined ? { level: 'steady' as const } : {};
  if (run.options.mode === 'simple') return level;
  const repairs = isHeldOrPaused(run) && (deadServers(run, seen).length > 0 || isMissing(run, seen));
  return {
    ...level,
    assignDelayMs: repairs ? saved.assignDelayMs : policy.timing.assignDelay,
    flowControl: true,
    addSecondaryMax: desiredAddSecondaryMax(run, saved, seen, shortOfRoom !== undefined),
  };
}

/** A new leader does not list a server that was dead before it came to lead and holds nothing any more. */
const isMissing = ({ progress: { targets } }: ActiveRun, seen: Observation): boolean =>
  targets.some(({ role, address, processDown }) => role === 'replica' && !processDown && !isListed(seen, address));

function desiredAddSecondaryMax(
  run: ActiveRun,
  saved: SavedSettings,
  seen: Observation,
  isShortOfRoom: boolean,
): number {
  const { phase } = run.progress;
  const released = releasedAddSecondaryMax(run, saved, run.status === 'held' ? run.hold.reason : undefined);
  // A bot that may soon be unable to save holds nothing that only it gives back, whatever people want meanwhile.
  if (isShortOfRoom) return released;
  const target = currentTarget(run);
  if (isHeldOrPaused(run) || phase.kind !== 'target' || target?.role !== 'replica') return released;
  if (isGone(target, seen) && unfinishedTables(target, seen).length > 0) return released;
  return holdsReplicas.has(phase.step.kind) ? 0 : released;
}

/** What add_secondary is where nothing keeps the meta from repairing. `reason`: why the run is held, if it is. */
export function releasedAddSecondaryMax(
  { progress: { targets } }: ActiveRun,
  saved: SavedSettings,
  reason?: HoldReason,
): number {
  // A second failure: the meta must be able to repair at its own pace, at once.
  if (reason === 'second-failure') return saved.addSecondaryMax;
  const untouched = targets.every(({ drainedPartitions }) => drainedPartitions.length === 0);
  return untouched ? saved.addSecondaryMax : addSecondaryReleased;
}

/**
 * The process that was drained is not there any more: the leader lists its server as dead, or another process runs.
 * That its end was asked for proves nothing. Until then replicas could be given to a process that is about to end; from
 * then on a table that is made meanwhile need not wait for its copies, however long the server takes to be back.
 */
function isGone({ address, processDown, before }: TargetProgress, seen: Observation): boolean {
  if (!processDown) return false;
  const reading = seen.processes[address];
  return (
    !aliveNodes(seen).has(address) ||
    (reading?.kind === 'running' && before !== undefined && isAnotherProcess(reading, before))
  );
}

/**
 * Lets the meta give replicas back again; undefined when it may, or shall not. It waits for no other setting: one that
 * does not take must not keep the meta from repairing.
 */
export function release(
  { leader, settings }: Observation,
  { addSecondaryMax }: DesiredSettings,
): SettingAct | undefined {
  return addSecondaryMax !== undefined && addSecondaryMax > 0 && settings.addSecondaryMax === 0
    ? { kind: 'set-add-secondary-max', leader, value: addSecondaryMax }
    : undefined;
}

/**
 * The first act that brings the leader's settings nearer to the desired ones; undefined when they are.
 * The order is the procedure's: level, assign delay, flow control, and the hold last, since it does nothing
 * without flow control (docs/pegasus.md, "Flow control").
 */
export function correction(seen: Observation, desired: DesiredSettings): SettingAct | undefined {
  const { leader, settings } = seen;
  if (desired.level !== undefined && seen.storedLevel !== desired.level)
    return { kind: 'set-level', leader, level: desired.level };
  if (desired.assignDelayMs !== undefined && settings.assignDelayMs !== desired.assignDelayMs)
    return { kind: 'set-assign-delay', leader, value: desired.assignDelayMs };
  if (desired.flowControl !== undefined && settings.flowControl !== desired.flowControl)
    return { kind: 'set-flow-control', leader, value: desired.flowControl };
  if (desired.addSecondaryMax !== undefined && settings.addSecondaryMax !== desired.addSecondaryMax)
    return { kind: 'set-add-secondary-max', leader, value: desired.addSecondaryMax };
  return undefined;
}

/** Setting a level at or below steady clears registered proposals: wait for the tick that carries them out. */
export function wouldClearProposals(act: SettingAct, phase: Phase, now: number, metaTick: number): boolean {
  if (act.kind !== 'set-level' || act.level === 'lively') return false;
  const proposing = phase.kind === 'target' ? phase.step : phase;
  return 'proposedAt' in proposing && now - proposing.proposedAt < metaTick;
}

/**
 * The first act that puts back what was there before the run; undefined when all is. DEFAULT first, as documented;
 * where that is not what was there, what was. The repair values come before the level, and what keeps the meta from
 * freezing goes last.
 * @param tried the meta whose least number of live servers was put back last
 */
export function restoration(
  seen: Observation,
  saved: SavedSettings,
  defaultsTried: readonly ('assign-delay' | 'add-secondary-max')[],
  tried?: NodeAddress,
): SettingAct | undefined {
  const { leader, settings } = seen;
  if (settings.addSecondaryMax !== saved.addSecondaryMax) {
    return {
      kind: 'set-add-secondary-max',
      leader,
      value: defaultsTried.includes('add-secondary-max') ? saved.addSecondaryMax : 'DEFAULT',
    };
  }
  if (settings.assignDelayMs !== saved.assignDelayMs) {
    return {
      kind: 'set-assign-delay',
      leader,
      value: defaultsTried.includes('assign-delay') ? saved.assignDelayMs : 'DEFAULT',
    };
  }
  return (
    correction(seen, { flowControl: saved.flowControl }) ??
    correction(seen, { level: saved.level }) ??
    raisingMinLive(seen, saved, tried)
  );
}
