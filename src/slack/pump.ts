import type { Clock } from '../lib/clock.js';

/** What a step of a pump says: look again at once, look again after a while, or rest until poked. */
export type Turn =
  | { readonly kind: 'again' }
  | { readonly kind: 'wait'; readonly ms: number; readonly unlessPoked: boolean }
  | { readonly kind: 'rest' };

export const again: Turn = { kind: 'again' };
export const rest: Turn = { kind: 'rest' };
/** Whatever comes meanwhile: the time itself has to pass. */
export const wait = (ms: number): Turn => ({ kind: 'wait', ms, unlessPoked: false });
/** There is something to do later; a poke may bring what cannot wait so long. */
export const waitUnlessPoked = (ms: number): Turn => ({ kind: 'wait', ms, unlessPoked: true });

/** A step that throws is tried again after this long. */
const afterErrorMs = 2_000;

/**
 * Runs a step whenever there may be work, never twice at once. Level-triggered: a step looks at what is
 * there and decides, so a poke more does no harm and a poke less only while one is pending.
 */
export class Pump {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #step: () => Promise<Turn>;
  readonly #onError: (error: unknown) => void;
  #poked = false;
  #running: Promise<void> | undefined;
  #waitsUntil: number | undefined;
  #wakeUp: (() => void) | undefined;
  readonly #onWait: (() => void)[] = [];

  constructor(options: {
    readonly clock: Clock;
    readonly signal: AbortSignal;
    readonly step: () => Promise<Turn>;
    readonly onError: (error: unknown) => void;
  }) {
    this.#clock = options.clock;
    this.#signal = options.signal;
    this.#step = options.step;
    this.#onError = options.onError;
  }

  poke(): void {
    this.#poked = true;
    this.#wakeUp?.();
    if (this.#running !== undefined || this.#signal.aborted) return;
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
      if (this.#poked) this.poke();
    });
  }

  /** Resolves when nothing is left to do, or nothing that could be done within `ms`. */
  async rested(ms: number): Promise<void> {
    const until = this.#clock.now() + ms;
    while (this.#running !== undefined && (this.#waitsUntil ?? 0) <= until)
      await Promise.race([this.#running, this.#waitBegins()]);
  }

  async #run(): Promise<void> {
    while (this.#poked && !this.#signal.aborted) {
      this.#poked = false;
      const turn = await this.#try();
      if (turn.kind === 'rest') continue;
      if (turn.kind === 'wait') await this.#wait(turn);
      this.#poked = true;
    }
  }

  async #wait({ ms, unlessPoked }: Extract<Turn, { kind: 'wait' }>): Promise<void> {
    // Poked while the step was at work: it may have decided on what is no longer so.
    if (this.#signal.aborted || (unlessPoked && this.#poked)) return;
    this.#waitsUntil = this.#clock.now() + ms;
    for (const resolve of this.#onWait.splice(0)) resolve();
    const awake = new AbortController();
    const end = (): void => {
      awake.abort('awake');
    };
    this.#signal.addEventListener('abort', end, { once: true });
    if (unlessPoked) this.#wakeUp = end;
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

  async #try(): Promise<Turn> {
    try {
      return await this.#step();
    } catch (error) {
      this.#onError(error);
      return wait(afterErrorMs);
    }
  }
}
