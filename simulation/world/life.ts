import { sleepingBy, type Clock } from '../../src/lib/clock.js';
import type { VirtualClock } from '../../src/lib/virtual-clock.js';

/** A promise that stays open: what a dead process waits for. */
export const never = <Value>(): Promise<Value> => new Promise(() => undefined);

/**
 * One life of the bot's process. Killed, it does nothing more: no timer of its own fires, nothing that it
 * waits for comes, and nothing that it sends leaves it.
 */
export class Life {
  #alive = true;
  readonly #whenKilled: (() => void)[] = [];

  get alive(): boolean {
    return this.#alive;
  }

  /** SIGKILL. */
  kill(): void {
    if (!this.#alive) return;
    this.#alive = false;
    for (const tell of this.#whenKilled) tell();
  }

  onKilled(tell: () => void): void {
    this.#whenKilled.push(tell);
  }

  /** What comes of `work`, for as long as somebody is there to hear of it. */
  async hears<Value>(work: Promise<Value>): Promise<Value> {
    try {
      const value = await work;
      return this.#alive ? value : await never<Value>();
    } catch (error) {
      if (!this.#alive) return never<Value>();
      throw error;
    }
  }
}

/** The machine's wall clock can be set; timers, as on a real machine, do not care. */
export interface WallClock {
  offsetMs: number;
}

/** Time as one life of the bot sees it. */
export function clockOf(life: Life, time: VirtualClock, wall: WallClock): Clock {
  const after = (ms: number, callback: () => void): (() => void) =>
    time.after(ms, () => {
      if (life.alive) callback();
    });
  return {
    now: () => time.now() + wall.offsetMs,
    after,
    sleep: sleepingBy(after),
  };
}
