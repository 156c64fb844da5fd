import type { Clock } from '../lib/clock.js';

/** What a step of a loop says: look again at once, look again after a while, or rest until woken. */
export type LoopResult =
  | { readonly kind: 'requeue' }
  | { readonly kind: 'wait'; readonly ms: number; readonly unlessWoken: boolean }
  | { readonly kind: 'rest' };

export const requeue: LoopResult = { kind: 'requeue' };
export const rest: LoopResult = { kind: 'rest' };
/** Whatever comes meanwhile: the time itself has to pass. */
export const wait = (ms: number): LoopResult => ({ kind: 'wait', ms, unlessWoken: false });
/** There is something to do later; a wake-up may bring what cannot wait so long. */
export const waitUnlessWoken = (ms: number): LoopResult => ({ kind: 'wait', ms, unlessWoken: true });

/** A step that throws is tried again after this long. */
const afterErrorMs = 2_000;

/**
 * Runs a step whenever there may be work, never twice at once. Level-triggered: a step looks at what is
 * there and decides, so one wake-up more does no harm and one less only while one is pending.
 */
export class ReconcileLoop {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #step: () => Promise<LoopResult>;
  readonly #onError: (error: unknown) => void;
  #woken = false;
  #running: Promise<void> | undefined;
  #waitsUntil: number | undefined;
  #wakeUp: (() => void) | undefined;
  readonly #onWait: (() => void)[] = [];

  constructor(options: {
    readonly clock: Clock;
    readonly signal: AbortSignal;
    readonly step: () => Promise<LoopResult>;
    readonly onError: (error: unknown) => void;
  }) {
    this.#clock = options.clock;
    this.#signal = options.signal;
    this.#step = options.step;
    this.#onError = options.onError;
  }

  wake(): void {
    this.#woken = true;
    this.#wakeUp?.();
    if (this.#running !== undefined || this.#signal.aborted) return;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
      if (this.#woken) this.wake();
    });
  }

  /** Resolves when nothing is left to do, or nothing that could be done within `ms`. */
  async rested(ms: number): Promise<void> {
    const until = this.#clock.now() + ms;
    while (this.#running !== undefined && (this.#waitsUntil ?? 0) <= until)
      await Promise.race([this.#running, this.#waitBegins()]);
  }

  async #run(): Promise<void> {
    while (this.#woken && !this.#signal.aborted) {
      this.#woken = false;
      const turn = await this.#try();
      if (turn.kind === 'rest') continue;
      if (turn.kind === 'wait') await this.#wait(turn);
      this.#woken = true;
    }
  }

  async #wait({ ms, unlessWoken }: Extract<LoopResult, { kind: 'wait' }>): Promise<void> {
    // Woken while the step was at work: it may have decided on what is no longer so.
    if (this.#signal.aborted || (unlessWoken && this.#woken)) return;
    this.#waitsUntil = this.#clock.now() + ms;
    for (const resolve of this.#onWait.splice(0)) resolve();
    const awake = new AbortController();
    const end = (): void => {
      awake.abort('awake');
    };
    this.#signal.addEventListener('abort', end, { once: true });
    if (unlessWoken) this.#wakeUp = end;
    await this.#clock.sleep(ms, awake.signal);
    this.#signal.removeEventListener('abort', end);
    this.#wakeUp = undefined;
    this.#waitsUntil = undefined;
  }

  /** Resolves when the next wait begins. */
  #waitBegins(): Promise<void> {
    return new Promise((resolve) => {
      this.#onWait.push(resolve);
    });
  }

  async #try(): Promise<LoopResult> {
    try {
      return await this.#step();
    } catch (error) {
      this.#onError(error);
      return wait(afterErrorMs);
    }
  }
}
