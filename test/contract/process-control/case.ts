import type { Log } from '../../../src/lib/log.js';
import type { ProcessSettings } from '../../../src/processes/settings.js';
import type { ProcessCommand } from '../../../src/roll/act.js';

export interface Programs {
  readonly supervisor: string;
  readonly oneboxInstance: string;
}

/** What one process of the bot needs to run one command. */
export interface Case {
  readonly settings: ProcessSettings;
  readonly command: ProcessCommand;
  readonly folder: string;
  readonly programs: Programs;
}

export const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silent,
};
