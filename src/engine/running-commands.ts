import type { ProcessCommand } from '../roll/act.js';
import type { Input } from '../roll/decision.js';
import type { CommandId } from '../roll/ids.js';
import type { ClusterCalls } from './cluster-calls.js';

/** The process commands of one run that are under way: each is run once, however often it is decided on. */
export class RunningCommands {
  readonly #ids = new Set<CommandId>();

  constructor(
    private readonly calls: ClusterCalls,
    private readonly stopped: AbortSignal,
    private readonly tell: (input: Input) => void,
  ) {}

  /** A command that has ended already ends again at once: whoever decided on it waits for how it ended. */
  begin(command: ProcessCommand): void {
    if (this.#ids.has(command.id)) return;
    this.#ids.add(command.id);
    void this.calls.run(command).then((result) => {
      this.#ids.delete(command.id);
      if (!this.stopped.aborted) this.tell({ kind: 'command-finished', id: command.id, result });
    });
  }
}
