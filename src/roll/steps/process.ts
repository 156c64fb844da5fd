import type { ActiveRun } from '../active.js';
import { changeTarget, currentTarget, inStep, log, sameStep, without } from '../active.js';
import type { ProcessCommand, ProcessVerb } from '../act.js';
import type { Message } from '../message.js';
import { versionAlone } from '../versions.js';
import { serverCommand } from './server-command.js';

/** What the process step comes to. It needs no reading: a meta's own start must not wait for a leader to answer. */
type ProcessOutcome =
  | { readonly kind: 'begin'; readonly run: ActiveRun; readonly command: ProcessCommand }
  | { readonly kind: 'under-way'; readonly what: Message; readonly since: number }
  | { readonly kind: 'all-done'; readonly run: ActiveRun };

/** Whether the process is ended by one of these commands, be it not the first of them. */
export const endProcess = (verbs: readonly ProcessVerb[]): boolean => verbs.some(endsIt);

const endsIt = (verb: ProcessVerb | undefined): boolean => verb === 'stop' || verb === 'restart';

/**
 * Begins commands on the server at hand. It counts as away from the save of this if the first of them ends its process;
 * one that comes later is not begun from here (`afterCommand`).
 * @param isDown it is away already, whatever the first of them does
 */
export function toProcess(
  run: ActiveRun,
  now: number,
  verbs: readonly ProcessVerb[],
  { isDown = false }: { readonly isDown?: boolean } = {},
): ActiveRun {
  const { phase } = run.progress;
  const target = currentTarget(run);
  if (phase.kind !== 'target' || target === undefined) return run;
  const processDown = isDown || target.processDown || endsIt(verbs[0]);
  // A command is carried out once for its id: one that was begun before takes another attempt.
  const used =
    target.attempts === 0 ||
    verbs.some((verb) => target.commands.includes(serverCommand(run, target, verb, target.attempts).id));
  const begun = changeTarget(run, phase.target, { processDown, attempts: target.attempts + (used ? 1 : 0) });
  const told =
    processDown && !target.processDown
      ? log(begun, now, { kind: 'process-stopping', role: target.role, address: target.address })
      : begun;
  return inStep(told, now, { kind: 'process', since: now, verbs });
}

/**
 * Where a run goes on when a command has succeeded. What comes next may be begun, unless it ends the process: the one
 * before may have taken long, and so the server is looked at again as before any stop.
 */
export function afterCommand(run: ActiveRun, now: number): ActiveRun {
  const { phase } = run.progress;
  const target = currentTarget(run);
  if (phase.kind !== 'target' || phase.step.kind !== 'process' || target === undefined) return run;
  const { command: _ended, ...step } = phase.step;
  const verbs = step.verbs.slice(1);
  if (!endsIt(verbs[0])) return sameStep(run, { ...step, verbs });
  if (target.processDown) return inStep(run, now, { kind: 'await-return', since: now, retryVerbs: verbs });
  return inStep(changeTarget(run, phase.target, { left: verbs }), now, { kind: 'last-look', since: now });
}

/**
 * The commands of the procedure, one after the other. Once its process has been ended they are carried through,
 * whatever else happens: a server left between stop and start is worse than any other place.
 * @returns undefined when the run is not in this step
 */
export function processStep(run: ActiveRun, now: number): ProcessOutcome | undefined {
  const { phase } = run.progress;
  const target = currentTarget(run);
  if (phase.kind !== 'target' || phase.step.kind !== 'process' || target === undefined) return undefined;
  const { step } = phase;
  const [verb] = step.verbs;
  if (verb === undefined) return { kind: 'all-done', run: inStep(run, now, { kind: 'await-return', since: now }) };
  if (step.command !== undefined)
    return {
      kind: 'under-way',
      what: { code: 'wait-for-command', verb, node: target.address },
      since: step.command.since,
    };

  const command: ProcessCommand = {
    ...serverCommand(run, target, verb, target.attempts),
    ...(run.options.version === undefined ? {} : { version: versionAlone(run.options.version) }),
  };
  // What was waited for was the command before.
  const begun = changeTarget(
    sameStep(without(run, 'waiting'), { ...step, command: { command, since: now } }),
    phase.target,
    { commands: [...target.commands, command.id] },
  );
  return { kind: 'begin', run: begun, command };
}
