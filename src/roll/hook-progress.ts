import type { HookVerb } from './act.js';
import type { HoldReason } from './hold.js';
import type { HookProgress } from './hook-state.js';
import type { Message } from './message.js';
import type { Plan } from './plan.js';
import type { Progress, TargetProgress } from './progress.js';

/** How far the operator's own commands are at a server. */

export const failedReason = { before: 'before-failed', verify: 'verify-failed', after: 'after-failed' } as const;

const hookOfReason: ReadonlyMap<HoldReason, HookVerb> = new Map([
  ['before-failed', 'before'],
  ['verify-failed', 'verify'],
  ['after-failed', 'after'],
]);

/** The command that a hold with this reason is about. */
export const hookHeldFor = (reason: HoldReason): HookVerb | undefined => hookOfReason.get(reason);

export const hookOf = (target: TargetProgress | undefined, verb: HookVerb): HookProgress =>
  target?.hooks?.[verb] ?? { state: 'due', attempts: 0 };

/** It has succeeded, or two people have let the run go on in spite of it. */
export const hookIsOver = (target: TargetProgress, verb: HookVerb): boolean =>
  hookOf(target, verb).state === 'succeeded' || target.forced.includes(failedReason[verb]);

/** Servers that the run has begun, and that are not as their operator's commands were to leave them. */
export function hooksNotRun({
  plan,
  progress,
}: {
  readonly plan: Plan;
  readonly progress: Progress;
}): readonly Message[] {
  return progress.targets.flatMap((target): readonly Message[] => {
    const missing = (['verify', 'after'] as const).filter(
      (verb) => plan.hooks?.includes(verb) === true && !hookIsOver(target, verb) && isMissed(target, verb),
    );
    return missing.length === 0 ? [] : [{ code: 'left-without-hooks', node: target.address, verbs: missing }];
  });
}

/** A server that was only looked at needs neither; one that `before` has touched needs `after`. */
const isMissed = (target: TargetProgress, verb: 'verify' | 'after'): boolean =>
  target.attempts > 0 || (verb === 'after' && hookOf(target, 'before').attempts > 0);
