import { currentTarget, held, isHeldOrPaused, log, type ActiveRun } from './active.js';
import { isHook, type CommandResult, type ProcessCommand } from './act.js';
import type { Context, Decision } from './decision.js';
import { howItEnded } from './how-it-ended.js';
import type { Message } from './message.js';
import { nextLook } from './next-look.js';
import { hookEnded, hookHold } from './steps/hooks.js';
import { toLeaving } from './transitions.js';

/**
 * One of the operator's own commands has ended. Where the run stands already, what came of it is told; it does not go
 * on past it when people let it go on.
 */
export function decideHookEnded(
  run: ActiveRun,
  { verb, address }: ProcessCommand,
  result: CommandResult,
  context: Context,
): Decision {
  const { now } = context;
  const target = currentTarget(run);
  if (!isHook(verb) || target === undefined) return { run, next: nextLook(run, context, 0) };
  if (result.kind === 'succeeded') {
    const done = hookEnded(run, verb, 'succeeded');
    return { run: done, next: nextLook(done, context, 0) };
  }
  const what: Message = { code: 'command-ended', verb, node: address, how: howItEnded(result) };
  const isUnsure = result.kind === 'lost';
  const failed = hookEnded(run, verb, isUnsure ? 'begun' : 'failed');
  const told = { kind: 'note', message: what, raw: result.tail } as const;
  const next = isHeldOrPaused(run)
    ? log(failed, now, told)
    : run.status === 'aborting'
      ? toLeaving(log(failed, now, told), now)
      : held(failed, now, hookHold(failed, target, verb, what, isUnsure, result.tail));
  return { run: next, next: nextLook(next, context, 0) };
}
