import type { Clock } from './clock.js';

/**
 * One answer for all who ask while it is being made, and for `freshMs` after: however many ask, it is made once. One
 * that is not worth keeping goes to those who wait for it, and whoever asks next gets another one.
 */
export class SharedAnswer<Value> {
  #last: { readonly value: Value; readonly at: number } | undefined;
  #making: Promise<Value> | undefined;

  constructor(
    private readonly make: () => Promise<Value>,
    private readonly freshMs: number,
    private readonly clock: Clock,
    private readonly isWorthKeeping: (value: Value) => boolean = () => true,
  ) {}

  get(): Promise<Value> {
    const age = this.#last === undefined ? undefined : this.clock.now() - this.#last.at;
    // A clock that went back must not make an old answer good for long.
    if (this.#last !== undefined && age !== undefined && age >= 0 && age < this.freshMs)
      return Promise.resolve(this.#last.value);
    this.#making ??= this.make()
      .then((value) => {
        this.#last = this.isWorthKeeping(value) ? { value, at: this.clock.now() } : undefined;
        return value;
      })
      .finally(() => {
        this.#making = undefined;
      });
    return this.#making;
  }
}
