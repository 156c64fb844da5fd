import { isHook } from './act.js';
import { currentTarget, log, progressed, isHeldOrPaused, type ActiveRun } from './active.js';
import type { NodeAddress } from './ids.js';
import type { Message } from './message.js';
import type { Observation } from './observation.js';
import type { ClusterPolicy } from './policy.js';
import type { SilentMeta } from './progress.js';

/**
 * Metas that do not answer, whether the run rolls metas or not: with one more down, the cluster may have no leader.
 * Each is a question of its own, and a dead one can cost a reading many seconds: so they are asked where nothing is
 * under way, at each server's gates, at the end, and once a minute between.
 */
const askedEveryMs = 60_000;

/** The metas to be asked with the next reading. */
export function metasToAsk(
  run: ActiveRun,
  now: number,
  { metas }: Pick<ClusterPolicy, 'metas'>,
): readonly NodeAddress[] {
  const { phase, metasAskedAt } = run.progress;
  if (!isCalm(run)) return [];
  const begins = phase.kind === 'target' && phase.step.kind === 'gates' ? phase.step.since : undefined;
  const isDue =
    metasAskedAt === undefined || now - metasAskedAt >= askedEveryMs || (begins !== undefined && metasAskedAt < begins);
  return isDue ? metas : [];
}

/** Nothing is under way that a slow reading would keep waiting. */
function isCalm(run: ActiveRun): boolean {
  const { phase } = run.progress;
  // The settings are put back first.
  if (phase.kind !== 'target') return phase.kind !== 'leave-maintenance';
  const { step } = phase;
  if (step.kind === 'process') return step.command === undefined && isHeldOrPaused(run);
  return (
    isHeldOrPaused(run) ||
    step.kind === 'gates' ||
    step.kind === 'settle' ||
    step.kind === 'heal' ||
    step.kind === 'soak' ||
    isHook(step.kind) ||
    step.kind === 'undrain'
  );
}

/** Says once of each meta that it does not answer, and once that it does again. */
export function noteMetas(
  run: ActiveRun,
  seen: Observation,
  now: number,
  policy: Pick<ClusterPolicy, 'metas'>,
): ActiveRun {
  if (policy.metas.length === 0 || policy.metas.some((meta) => seen.processes[meta] === undefined)) return run;
  const known = run.progress.silentMetas ?? [];
  const target = currentTarget(run);
  const silent = silentMetas(seen, policy.metas)
    .filter(({ meta }) => !(target?.processDown === true && target.address === meta))
    .map(({ meta, why }): SilentMeta => known.find((each) => each.meta === meta) ?? { meta, since: now, why });
  const asked = progressed(run, { metasAskedAt: now });
  const fallen = silent.filter((each) => !known.includes(each));
  const back = known.filter(({ meta }) => !silent.some((each) => each.meta === meta));
  if (fallen.length === 0 && back.length === 0) return asked;
  const left = policy.metas.length - silent.length;
  const notes: readonly Message[] = [
    ...fallen.map(({ meta, why }) => ({ code: 'meta-silent', meta, why, left, of: policy.metas.length }) as const),
    ...back.map(({ meta }) => ({ code: 'meta-answers', meta }) as const),
  ];
  return log(
    progressed(asked, { silentMetas: silent }),
    now,
    ...notes.map((message) => ({ kind: 'note', message }) as const),
  );
}

/** Of these, the ones that were asked and did not answer, and why. */
export function silentMetas(
  seen: Observation,
  metas: readonly NodeAddress[],
): readonly { readonly meta: NodeAddress; readonly why: string }[] {
  return metas.flatMap((meta) => {
    const reading = seen.processes[meta];
    return reading?.kind === 'unreachable' ? [{ meta, why: reading.error }] : [];
  });
}
