import type { Context, Next } from './decision.js';
import { currentTarget, isActive, isHeldOrPaused, type ActiveRun } from './active.js';
import { untouched } from './approved.js';
import { triedAgainAt } from './back-off.js';
import { lastLook } from './cluster-left.js';
import type { NodeAddress } from './ids.js';
import { whomToAsk } from './known-starts.js';
import { metasToAsk } from './metas.js';
import type { Look } from './observation.js';
import type { ClusterPolicy } from './policy.js';
import type { Progress, SavedSettings, Step } from './progress.js';
import type { Run } from './run.js';

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
    look: withMetas(lookFor(run, context), run, context),
    afterMs,
    ...(asksCollector ? { up: { role: target.role, address: target.address, index: target.index } } : {}),
  };
}

function pollAfter(run: Run, { now, policy }: Context): number {
  const { pollInterval } = policy.timing;
  if (run.status !== 'held' && run.status !== 'paused') return pollInterval;
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
  if (isHeldOrPaused(run) || phase.kind === 'leave-maintenance' || phase.kind === 'rebalance')
    return whomToAsk(run, now);
  if (phase.kind !== 'target') return [];
  switch (phase.step.kind) {
    case 'gates':
    case 'last-look':
      return whomToAsk(run, now, phase.step.since);
    case 'soak':
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
    return { processes: plannedServers(run, 'replica', 'meta'), ddd: true };
  const target = isActive(run) ? currentTarget(run) : undefined;
  if (isActive(run) && run.progress.phase.kind === 'leave-maintenance') return lookAtTheEnd(run.progress, policy);
  if (!isActive(run) || target === undefined || run.progress.phase.kind !== 'target')
    return { processes: [], ddd: false };
  const own = target.role === 'collector' ? [] : [target.address];
  switch (run.progress.phase.step.kind) {
    case 'gates':
    case 'last-look':
      return { processes: target.role === 'meta' ? plannedServers(run, 'meta') : own, ddd: target.role === 'replica' };
    case 'close-replicas':
      return { processes: [], counts: target.address, ddd: false };
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
function plannedServers(run: Run, ...roles: readonly ('replica' | 'meta')[]): readonly NodeAddress[] {
  return [...run.plan.targets, ...run.plan.skipped]
    .filter(({ role }) => (roles as readonly string[]).includes(role))
    .map(({ address }) => address);
}
