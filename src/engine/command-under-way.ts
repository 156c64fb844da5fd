import type { ProcessCommand } from '../roll/act.js';
import { commandAtWork, isActive } from '../roll/active.js';
import type { Run } from '../roll/run.js';

/** The command that the run has begun, as far as it knows; undefined: none. */
export const commandUnderWay = (run: Run): ProcessCommand | undefined =>
  isActive(run) ? commandAtWork(run)?.command : undefined;
