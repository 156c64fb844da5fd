import type { CommandResult, ProcessCommand } from '../roll/act.js';
import type { NodeAddress, Role } from '../roll/ids.js';
import type { Replaceable, Server } from '../roll/observation.js';

/** Stops, replaces and starts the server processes of one cluster. */
export interface ProcessControl {
  /**
   * Runs a command to its end and says what came of it. At most once for an id, whatever happens to the
   * bot in between: called again with an id it has begun before, it waits for that execution and answers
   * with its result, or with `lost`. A signal that aborts stops the waiting, not the command.
   */
  run(command: ProcessCommand, signal: AbortSignal): Promise<CommandResult>;

  /**
   * Whether each of these servers could be replaced by the commands, at its own address; nothing is changed by it.
   * Absent where the driver has nothing to read before its commands.
   */
  replaceable?(servers: readonly Server[], signal: AbortSignal): Promise<Readonly<Record<string, Replaceable>>>;

  /** Whether the process of a server is up, for servers that cannot be asked otherwise (collectors). */
  isUp(
    server: { readonly role: Role; readonly address: NodeAddress; readonly index: number },
    signal: AbortSignal,
  ): Promise<{ readonly up: true } | { readonly up: false; readonly why: string }>;
}
