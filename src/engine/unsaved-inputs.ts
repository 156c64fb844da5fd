import { assertNever } from '../lib/assert-never.js';
import type { Clock } from '../lib/clock.js';
import type { Input } from '../roll/decision.js';
import type { LoopSchedule } from './loop-schedule.js';
import { saveRetryMs } from './run-saver.js';

/**
 * Inputs whose decision could not be saved. What came of an act or a command, what people did, and that the bot was
 * away is not forgotten: it is decided on again. A reading is simply taken again.
 */
export class UnsavedInputs {
  #probing = false;

  constructor(
    private readonly clock: Clock,
    private readonly schedule: LoopSchedule,
    private readonly stopping: AbortSignal,
    private readonly tell: (input: Input) => void,
  ) {}

  tryAgainLater(input: Input): void {
    switch (input.kind) {
      case 'intent':
        // Whoever said it says it again; whether there can be saved is looked at meanwhile.
        if (this.#probing) return;
        this.#probing = true;
        this.#after(() => {
          this.#probing = false;
          this.tell({ kind: 'time' });
        });
        return;
      case 'command-finished':
      case 'lock-changed':
      case 'remark':
      case 'performed':
      case 'recovered':
        // Beside the schedule, which stays as it is: what came from outside does not stop it, and nothing said
        // meanwhile ends this wait.
        this.#after(() => {
          this.tell(input);
        });
        return;
      case 'observed':
      case 'unobserved':
        this.#insteadOfALook({ kind: 'time' });
        return;
      case 'broken':
      case 'saved-again':
      case 'time':
        this.#insteadOfALook(input);
        return;
      default:
        assertNever(input);
    }
  }

  #after(then: () => void): void {
    this.clock.after(saveRetryMs, () => {
      if (!this.stopping.aborted) then();
    });
  }

  #insteadOfALook(input: Input): void {
    this.schedule.sleep(saveRetryMs, () => {
      if (!this.stopping.aborted) this.tell(input);
    });
  }
}
