import type { DriverChoice } from '../../../src/processes/settings.js';
import type { ProcessCommand } from '../../../src/roll/act.js';

/** What one process of the bot needs to run one command. */
export interface Case {
  readonly settings: DriverChoice;
  readonly command: ProcessCommand;
  readonly folder: string;
  /** The program that runs the command. */
  readonly supervisor: string;
}
