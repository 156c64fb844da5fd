import { currentTarget, sameStep, type ActiveRun } from '../active.js';
import type { Message } from '../message.js';
import type { Observation } from '../observation.js';
import type { TargetProgress } from '../progress.js';

/** Whether the latest reading shows the server at hand opening its replicas. */
export function isLoading({ address }: TargetProgress, seen: Observation): boolean {
  return seen.processes[address]?.kind === 'loading' || (seen.counts?.kind === 'counted' && seen.counts.opening > 0);
}

/**
 * Notes how far the server at hand is, while it is waited for. Only what it never reached before counts as getting on:
 * one that dies while it loads, and begins again and again, does not get on.
 */
export function noteLoading(run: ActiveRun, seen: Observation, now: number): ActiveRun {
  const { phase } = run.progress;
  const target = currentTarget(run);
  if (phase.kind !== 'target' || phase.step.kind !== 'await-return' || target === undefined || !isLoading(target, seen))
    return run;
  const before = phase.step.loading;
  const counts =
    seen.counts?.kind === 'counted' && seen.counts.serving + seen.counts.opening > 0
      ? { opened: seen.counts.serving, of: seen.counts.serving + seen.counts.opening }
      : undefined;
  const gotOn = before === undefined || (counts !== undefined && counts.opened > (before.opened ?? -1));
  const most = gotOn ? counts : undefined;
  return sameStep(run, {
    ...phase.step,
    loading: { ...before, ...most, since: before?.since ?? now, movedAt: gotOn ? now : before.movedAt },
  });
}

/** What it does, and how far it is where it tells. */
export function loadingNow(run: ActiveRun, { address }: TargetProgress): Message {
  const { phase } = run.progress;
  const loading = phase.kind === 'target' && phase.step.kind === 'await-return' ? phase.step.loading : undefined;
  return { code: 'loading', node: address, opened: loading?.opened, of: loading?.of };
}
