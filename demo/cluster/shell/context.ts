import type { Clock } from '../../../src/lib/clock.js';
import type { Random } from '../../../src/lib/random.js';
import type { Generation, SimulatedServers } from '../servers.js';
import type { AddressBook } from './addresses.js';
import type { MetaClient } from './meta-client.js';

/** What one run of the shell gives its commands. */
export interface ShellContext {
  readonly dialect: Generation;
  readonly servers: SimulatedServers;
  readonly book: AddressBook;
  readonly meta: MetaClient;
  /** The metas of the command line, as the shell goes on with them. */
  readonly metaList: readonly string[];
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  out(text: string): void;
  err(text: string): void;
  /** `-o FILE`; a relative path is one in the shell's home. */
  writeFile(path: string, text: string): void;
}

/** Runs one command line; false asks for the command's USAGE. */
export type ShellCommand = (context: ShellContext, argv: readonly string[]) => Promise<boolean>;

/** A complaint about arguments: plain up to 2.5, in red on newer. */
export function complain(context: ShellContext, message: string): false {
  context.err(context.dialect === '2.5' ? `${message}\n` : inRed(message));
  return false;
}

export const inRed = (message: string): string => `\x1b[1m\x1b[38;2;255;000;000mERROR: ${message}\n\x1b[0m`;
