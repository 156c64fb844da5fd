import type { HookVerb } from '../act.js';
import { changeTarget, currentTarget, inStep, sameStep, without, type ActiveRun } from '../active.js';
import type { Hold } from '../hold.js';
import type { Message } from '../message.js';
import { failedReason, hookIsOver, hookOf } from '../hook-progress.js';
import type { HookProgress } from '../hook-state.js';
import type { TargetProgress } from '../progress.js';
import { startedAgainHold } from '../started-again.js';
import { stopHere, toGates } from '../transitions.js';
import { makeHold } from './holds.js';
import { hold, reevaluate, wait, type Outcome, type StepInput } from './outcome.js';
import { serverCommand } from './server-command.js';

/**
 * The operator's own commands around a server:
 *
 *  - `before`, once every gate passes and before anything is touched; the gates are asked again after it;
 *  - `verify`, once the server is back and full, and again and again while it soaks, the last time at its end;
 *  - `after`, once all that is done.
 *
 * `before` and `after` can do what they like, so each is begun once for a server. `verify` changes nothing. None is
 * begun another time because its outcome is lost or was a failure: people are asked. An abort begins none any more.
 */

/** While a server soaks it is verified so often. */
export const verifyEveryMs = 30_000;

/** The command `before` the server at hand, where it has yet to be run; undefined: the server may be touched. */
export function toBefore(run: ActiveRun, now: number): ActiveRun | undefined {
  const target = currentTarget(run);
  if (target === undefined || run.plan.hooks?.includes('before') !== true || hookIsOver(target, 'before'))
    return undefined;
  return inStep(run, now, { kind: 'before', since: now });
}

/** Where a server goes on that is back; a replica server: with every partition full. */
export function onceBack(run: ActiveRun, now: number): Outcome {
  return mayBeVerified(run) ? reevaluate(toVerify(run, now)) : onceVerified(run, now);
}

function onceVerified(run: ActiveRun, now: number, soakUntil?: number): Outcome {
  const { soakMs } = run.options;
  const soaks = currentTarget(run)?.role === 'replica' && soakMs > 0;
  const until = soakUntil ?? now + soakMs;
  return soaks && now < until && run.status !== 'pausing' && run.status !== 'aborting'
    ? reevaluate(inStep(run, now, { kind: 'soak', since: now, until }))
    : onceSoaked(run, now);
}

/** All that is left to do at a server once its time is over, or people do not want to wait for that. */
export function onceSoaked(run: ActiveRun, now: number): Outcome {
  const target = currentTarget(run);
  const isDue = target !== undefined && run.plan.hooks?.includes('after') === true && !hookIsOver(target, 'after');
  return isDue && run.status !== 'aborting'
    ? reevaluate(inStep(run, now, { kind: 'after', since: now }))
    : { kind: 'target-done', run };
}

const mayBeVerified = (run: ActiveRun): boolean =>
  run.plan.hooks?.includes('verify') === true &&
  run.status !== 'aborting' &&
  currentTarget(run)?.forced.includes('verify-failed') !== true;

function toVerify(run: ActiveRun, now: number, soakUntil?: number): ActiveRun {
  const step = { kind: 'verify', since: now, ...(soakUntil === undefined ? {} : { soakUntil }) } as const;
  return inStep(due(run, 'verify'), now, step);
}

/** A server that soaks is verified now; undefined: not yet. */
export function verifyInSoak({ run, step, context: { now } }: StepInput<'soak'>): Outcome | undefined {
  const isDue = now >= step.until || now - step.since >= verifyEveryMs;
  return isDue && mayBeVerified(run) ? reevaluate(toVerify(run, now, step.until)) : undefined;
}

export function hookStep(input: StepInput<HookVerb>): Outcome {
  const { run, target, step, context } = input;
  const { now } = context;
  const verb = step.kind;
  if (step.command !== undefined)
    return wait(run, { code: 'wait-for-command', verb, node: target.address }, step.command.since);
  if (hookIsOver(target, verb)) return onceOver(input);
  if (verb === 'before' && (run.status === 'pausing' || run.status === 'aborting'))
    return reevaluate(stopHere(toGates(run, now), now));
  const { state, attempts } = hookOf(target, verb);
  if (state !== 'due')
    return hold(run, hookHold(run, target, verb, { code: 'hook-not-succeeded', verb, node: target.address }, false));
  const startedAgain = startedAgainHold(run);
  if (startedAgain !== undefined) return hold(run, startedAgain);
  return begin(input, attempts + 1);
}

function onceOver({ run, step, context: { now } }: StepInput<HookVerb>): Outcome {
  switch (step.kind) {
    case 'before':
      // It may have taken long: what made it safe to begin is looked at again.
      return reevaluate(stopHere(toGates(run, now), now));
    case 'verify':
      return onceVerified(run, now, step.soakUntil);
    case 'after':
      return { kind: 'target-done', run };
  }
}

function begin({ run, target, targetIndex, step, context: { now } }: StepInput<HookVerb>, attempt: number): Outcome {
  const verb = step.kind;
  const command = serverCommand(run, target, verb, attempt);
  const begun = changeTarget(
    sameStep(without(run, 'waiting'), { ...step, command: { command, since: now } }),
    targetIndex,
    {
      hooks: { ...target.hooks, [verb]: { state: 'begun', attempts: attempt } },
      commands: [...target.commands, command.id],
    },
  );
  return { kind: 'command', run: begun, command };
}

/** What came of it is noted; its step goes on from there with the next reading. */
export function hookEnded(run: ActiveRun, verb: HookVerb, state: 'failed' | 'succeeded' | 'begun'): ActiveRun {
  const { phase } = run.progress;
  if (phase.kind !== 'target') return run;
  const { command: _ended, ...step } = { command: undefined, ...phase.step };
  return withState(sameStep(run, step), verb, state);
}

/** People have asked for another try. */
export const due = (run: ActiveRun, verb: HookVerb): ActiveRun => withState(run, verb, 'due');

function withState(run: ActiveRun, verb: HookVerb, state: HookProgress['state']): ActiveRun {
  const { phase } = run.progress;
  const target = currentTarget(run);
  if (phase.kind !== 'target' || target === undefined) return run;
  return changeTarget(run, phase.target, {
    hooks: { ...target.hooks, [verb]: { ...hookOf(target, verb), state } },
  });
}

/** @param isUnsure it was begun, and nobody knows what became of it */
export function hookHold(
  run: ActiveRun,
  { address }: TargetProgress,
  verb: HookVerb,
  what: Message,
  isUnsure: boolean,
  raw: readonly string[] = [],
): Hold {
  return makeHold(run, failedReason[verb], what, {
    nodes: [address],
    raw,
    retry: { code: 'does-run-hook-again', verb, unsure: isUnsure && verb !== 'verify' },
    force: { code: 'does-go-on-in-spite', verb },
  });
}
