import type { Clock } from '../lib/clock.js';
import { patienceMs } from './cluster-calls.js';

type State =
  | { readonly kind: 'resting' }
  | { readonly kind: 'sleeping'; readonly due: number; readonly cancel: () => void }
  | { readonly kind: 'working'; readonly since: number };

/** What goes on by itself in the loop of a run: at most one thing at a time. Process commands run beside it. */
export class LoopSchedule {
  #state: State = { kind: 'resting' };

  /** @param woken told, before what was to come, when it was due */
  constructor(
    private readonly clock: Clock,
    private readonly woken: (due: number) => void,
  ) {}

  get isWorking(): boolean {
    return this.#state.kind === 'working';
  }

  /** By when something is to come of it; undefined: nothing will, by itself. */
  get dueAt(): number | undefined {
    switch (this.#state.kind) {
      case 'resting':
        return undefined;
      case 'sleeping':
        return this.#state.due;
      case 'working':
        return this.#state.since + patienceMs;
    }
  }

  work(): void {
    this.#cancel();
    this.#state = { kind: 'working', since: this.clock.now() };
  }

  rest(): void {
    this.#cancel();
    this.#state = { kind: 'resting' };
  }

  sleep(ms: number, then: () => void): void {
    this.#cancel();
    const due = this.clock.now() + ms;
    const cancel = this.clock.after(ms, () => {
      this.#state = { kind: 'working', since: this.clock.now() };
      this.woken(due);
      then();
    });
    this.#state = { kind: 'sleeping', due, cancel };
  }

  #cancel(): void {
    if (this.#state.kind === 'sleeping') this.#state.cancel();
  }
}
