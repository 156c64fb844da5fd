import { commandId } from '../ids.js';
import type { ActiveRun } from '../active.js';
import { changeTarget, currentTarget, inStep, sameStep, without } from '../active.js';
import type { ProcessCommand } from '../act.js';

/** What the process step comes to. It needs no reading: a meta's own start must not wait for a leader to answer. */
type ProcessOutcome =
  | { readonly kind: 'begin'; readonly run: ActiveRun; readonly command: ProcessCommand }
  | { readonly kind: 'under-way'; readonly what: string; readonly since: number }
  | { readonly kind: 'all-done'; readonly run: ActiveRun };

/**
 * The commands of the procedure, one after the other. Once begun they are carried through, whatever else happens: a
 * server left between stop and start is worse than any other place.
 * @returns undefined when the run is not in this step
 */
export function processStep(run: ActiveRun, now: number): ProcessOutcome | undefined {
  const { phase } = run.progress;
  const target = currentTarget(run);
  if (phase.kind !== 'target' || phase.step.kind !== 'process' || target === undefined) return undefined;
  const { step } = phase;
  const [verb] = step.verbs;
  if (verb === undefined) return { kind: 'all-done', run: inStep(run, now, { kind: 'back', since: now }) };
  if (step.command !== undefined) return { kind: 'under-way', what: `the command "${verb}" on ${target.address}`, since: step.command.since };

  const command: ProcessCommand = {
    // The attempt is part of the name: a command is carried out once, unless people asked for another attempt.
    id: commandId(`${run.id}.${target.role}-${target.index}.${target.attempts}.${verb}`),
    verb,
    cluster: run.cluster,
    run: run.id,
    role: target.role,
    address: target.address,
    index: target.index,
    ...(run.options.version === undefined ? {} : { version: versionAlone(run.options.version) }),
  };
  // What was waited for was the command before.
  const journaled = changeTarget(sameStep(without(run, 'waiting'), { ...step, command: { command, since: now } }), phase.target, { commands: [...target.commands, command.id] });
  return { kind: 'begin', run: journaled, command };
}

/** `2.5.0@0ca31b70` asks for a build; what is installed is named by its version. */
const versionAlone = (wanted: string): string => wanted.split('@')[0] ?? wanted;
