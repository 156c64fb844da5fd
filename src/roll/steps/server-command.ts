import type { CommandVerb, ProcessCommand } from '../act.js';
import type { ActiveRun } from '../active.js';
import { commandId } from '../ids.js';
import type { TargetProgress } from '../progress.js';

/** The attempt is part of its id: a command is carried out once, unless people asked for another attempt. */
export const serverCommand = (
  { id, cluster }: Pick<ActiveRun, 'id' | 'cluster'>,
  { role, address, index }: TargetProgress,
  verb: CommandVerb,
  attempt: number,
): ProcessCommand => ({
  id: commandId(`${id}.${role}-${index}.${attempt}.${verb}`),
  verb,
  cluster,
  run: id,
  role,
  address,
  index,
});
