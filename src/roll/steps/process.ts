import { commandId } from '../ids.js';
import { changeTarget, inStep, sameStep } from '../active.js';
import type { ProcessCommand } from '../act.js';
import { again, wait, type Outcome, type Scene } from './outcome.js';

/**
 * The commands of the procedure, one after the other. Once begun they are carried through, whatever else happens: a
 * server left between stop and start is worse than any other place.
 */
export function processStep(scene: Scene<'process'>): Outcome {
  const { run, target, targetIndex, step, context } = scene;
  const { now } = context;
  const [verb] = step.verbs;
  if (verb === undefined) return again(inStep(run, now, { kind: 'back', since: now }));
  if (step.command !== undefined) return wait(run, `the command "${verb}" on ${target.address}`, step.command.since);

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
  const journaled = changeTarget(sameStep(run, { ...step, command: { command, since: now } }), targetIndex, { commands: [...target.commands, command.id] });
  return { kind: 'command', run: journaled, command };
}

/** `2.5.0@0ca31b70` asks for a build; what is installed is named by its version. */
const versionAlone = (wanted: string): string => wanted.split('@')[0] ?? wanted;
