import type { Context, Next } from './decision.js';
import { currentTarget, isActive, isHeldOrPaused, type ActiveRun } from './active.js';
import { untouched } from './approved.js';
import { triedAgainAt } from './setting-tries.js';
import { lastLook } from './cluster-left.js';
import type { NodeAddress, Role } from './ids.js';
import { whomToAsk } from './known-starts.js';
import { metasToAsk } from './metas.js';
import type { Look, Server } from './observation.js';
import type { ClusterPolicy } from './policy.js';
import type { Progress, SavedSettings, Step } from './progress.js';
import type { Run } from './run.js';
import { flagOf } from './stale.js';

/** Standing still, the cluster is looked at for the settings' sake only. */
const restingFactor = 5;

/** What to read next, and when: as much as the present step needs, and no more. */
export function nextLook(run: Run, context: Context, afterMs: number = pollAfter(run, context)): Next {
  const target = isActive(run) ? currentTarget(run) : undefined;
  const asksCollector =
    target?.role === 'collector' &&
    isActive(run) &&
    run.progress.phase.kind === 'target' &&
    run.progress.phase.step.kind === 'await-return';
  return {
    kind: 'look',
    look: withFlag(
      withAlerts(withDriver(withMetas(lookFor(run, context), run, context), run, context), run, context),
      run,
    ),
    afterMs,
    ...(asksCollector ? { up: { role: target.role, address: target.address, index: target.index } } : {}),
  };
}

/** Who measures is not asked at every look. */
const settlePollMs = 5_000;

const isSettling = (run: Run): boolean =>
  isActive(run) && run.progress.phase.kind === 'target' && run.progress.phase.step.kind === 'settle';

function pollAfter(run: Run, { now, policy }: Context): number {
  const { pollInterval } = policy.timing;
  if (run.status !== 'held' && run.status !== 'paused')
    return isSettling(run) ? Math.max(pollInterval, settlePollMs) : pollInterval;
  const { correcting } = run.progress;
  // A setting that does not take is looked at again when it is to be tried again.
  const tried = correcting === undefined ? Number.POSITIVE_INFINITY : triedAgainAt(correcting, pollInterval) - now;
  return Math.min(restingFactor * pollInterval, Math.max(pollInterval, tried));
}

/** The metas, where they are to be asked, besides what the step needs. */
function withMetas(look: Look, run: Run, { now, policy }: Context): Look {
  const metas = isActive(run) ? metasToAsk(run, now, policy) : [];
  return metas.length === 0 ? look : { ...look, processes: [...new Set([...look.processes, ...metas])] };
}

/** What the process driver is asked of the server at hand, or of all that are planned: whether it could be replaced. */
function withDriver(look: Look, run: Run, { policy }: Context): Look {
  if (policy.asksDriver !== true) return look;
  const targets = run.status === 'approved' || isHeldBeforeStart(run) ? run.plan.targets : targetAtHand(run);
  return targets.length === 0
    ? look
    : { ...look, replaceable: targets.map(({ role, address, index }) => ({ role, address, index })) };
}

/** Which alerts fire, where something is to be begun. */
function withAlerts(look: Look, run: Run, { policy }: Context): Look {
  const begins =
    run.status === 'approved' ||
    isHeldBeforeStart(run) ||
    (isActive(run) && run.progress.phase.kind === 'target' && run.progress.phase.step.kind === 'gates');
  return policy.alerts !== undefined && begins ? { ...look, alerts: true } : look;
}

/** The value that the run is to bring: of everybody before it begins, then of each server that comes back. */
function withFlag(look: Look, run: Run): Look {
  const { stale } = run.options;
  if (stale === undefined) return look;
  const of =
    run.status === 'approved' || isHeldBeforeStart(run)
      ? plannedServers(run, 'replica', 'meta', 'collector')
      : serverThatComesBack(run);
  return of.length === 0 ? look : { ...look, flag: { name: flagOf(stale.key).name, of } };
}

function serverThatComesBack(run: Run): readonly NodeAddress[] {
  if (!isActive(run) || run.progress.phase.kind !== 'target' || run.progress.phase.step.kind !== 'await-return')
    return [];
  const target = currentTarget(run);
  return target === undefined ? [] : [target.address];
}

function targetAtHand(run: Run): readonly Server[] {
  const target = isActive(run) ? currentTarget(run) : undefined;
  if (!isActive(run) || target === undefined || run.progress.phase.kind !== 'target') return [];
  const { kind } = run.progress.phase.step;
  return kind === 'gates' || kind === 'last-look' ? [target] : [];
}

function lookFor(run: Run, { now, policy }: Context): Look {
  const look = lookOfStep(run, now, policy);
  const others = isActive(run) ? othersToAsk(run, now) : [];
  return others.length === 0 ? look : { ...look, processes: [...new Set([...look.processes, ...others])] };
}

/**
 * Whose start times are compared, besides what the step itself wants: only where a server that hangs may cost the look
 * some seconds.
 */
function othersToAsk(run: ActiveRun, now: number): readonly NodeAddress[] {
  const { phase } = run.progress;
  if (phase.kind === 'enter-maintenance' && !isHeldOrPaused(run)) return [];
  if (isHeldOrPaused(run) || phase.kind !== 'target') return whomToAsk(run, now);
  switch (phase.step.kind) {
    case 'gates':
    case 'last-look':
      return whomToAsk(run, now, phase.step.since);
    case 'settle':
    case 'soak':
    case 'verify':
      return whomToAsk(run, now);
    default:
      return [];
  }
}

/** A server that loads, or is slow to answer, is asked how many of its replicas are open. */
const slowMs = 30_000;

const asksHowFar = ({ loading, since }: Extract<Step, { kind: 'await-return' }>, now: number): boolean =>
  loading !== undefined || now - since >= slowMs;

function lookOfStep(run: Run, now: number, policy: ClusterPolicy): Look {
  if (run.status === 'approved' || isHeldBeforeStart(run))
    return {
      processes: plannedServers(run, 'replica', 'meta'),
      ddd: true,
      blackList: true,
      freeSpace: plannedServers(run, 'replica'),
      underWay: true,
    };
  const target = isActive(run) ? currentTarget(run) : undefined;
  if (isActive(run) && run.progress.phase.kind === 'leave-maintenance') return lookAtTheEnd(run.progress, policy);
  if (!isActive(run) || target === undefined || run.progress.phase.kind !== 'target')
    return { processes: [], ddd: false };
  const own = target.role === 'collector' ? [] : [target.address];
  const { kind } = run.progress.phase.step;
  switch (kind) {
    // The space is ten minutes old, and asking for it takes longer than a last look should.
    case 'gates':
    case 'last-look':
      return target.role === 'replica'
        ? { processes: own, ddd: true, blackList: true, ...(kind === 'gates' ? { freeSpace: own } : {}) }
        : { processes: target.role === 'meta' ? plannedServers(run, 'meta') : own, ddd: false };
    case 'close-replicas':
      return { processes: [], counts: target.address, ddd: false };
    case 'settle':
      return { processes: [], ddd: false, settle: true };
    case 'process':
      return { processes: own, ddd: false };
    case 'await-return':
      return {
        processes: own,
        ddd: false,
        ...(target.role === 'replica' && asksHowFar(run.progress.phase.step, now) ? { counts: target.address } : {}),
      };
    case 'move-primaries':
    case 'downgrade-secondaries':
    case 'drain':
    case 'flush-log':
    case 'heal':
    case 'before':
    case 'verify':
    case 'after':
    case 'soak':
    case 'undrain':
      return { processes: [], ddd: false };
  }
}

/** Every check of the plan is looked at again, so that people see which of them still block. */
const isHeldBeforeStart = (run: Run): boolean => run.status === 'held' && run.hold.reason === 'gate' && untouched(run);

/** Until every value is back, what restoring needs; then the cluster as it is left. */
const lookAtTheEnd = ({ saved, restored }: Progress, policy: ClusterPolicy): Look =>
  restored || saved === undefined ? lastLook(policy) : leavingLook(saved);

/** What restoring needs: the leader's settings, which every reading has, and the flag of each meta that was lowered. */
export function leavingLook(saved: SavedSettings | undefined): Look {
  return {
    processes: [],
    ddd: false,
    ...(saved?.minLive === undefined ? {} : { minLiveOf: saved.minLive.map(({ meta }) => meta) }),
  };
}

/** Every server of these roles that the plan knows, rolled or not. */
function plannedServers(run: Run, ...roles: readonly Role[]): readonly NodeAddress[] {
  return [...run.plan.targets, ...run.plan.skipped]
    .filter(({ role }) => roles.includes(role))
    .map(({ address }) => address);
}
