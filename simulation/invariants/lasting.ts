import type { Watch } from './watch.js';

/** A reading, a decision and an act under good conditions; with a shell, a disk or a leader that fails, all of its deadlines. */
const reactionMs = { calm: 32_000, hampered: 120_000 } as const;
/** One to see it, one in which a step changed, and two to spare. */
const readingsEnough = 4;

/** What may be so for a while, until the bot has seen it and acted. */
export class Lasting {
  /** Since when something is so; forgotten when it is not. */
  readonly #since = new Map<string, number>();
  /** How often the bot has read the cluster since then, and not failed to do anything about it. */
  readonly #readings = new Map<string, number>();

  /** The last time that what was tried came to nothing. */
  #triedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly watch: Watch) {}

  /** The bot has read the cluster as it was at `from` or later. */
  read(from: number): void {
    for (const [invariant, since] of this.#since) if (from >= since) this.#readings.set(invariant, (this.#readings.get(invariant) ?? 0) + 1);
  }

  /** What was tried came to nothing: it is tried again after a while. */
  tried(): void {
    this.#readings.clear();
    this.#triedAt = this.watch.now;
  }

  /**
   * Reports what has been so for longer than the bot may take.
   * @param againMs after a try that came to nothing, the next one comes within this
   */
  look(invariant: string, isSo: boolean, what: () => string, againMs = 0): void {
    if (!isSo) {
      this.#since.delete(invariant);
      this.#readings.delete(invariant);
      return;
    }
    const { now, hamperedAt } = this.watch;
    const since = this.#since.get(invariant) ?? now;
    this.#since.set(invariant, since);
    const patience = this.watch.isUnhampered ? reactionMs.calm : reactionMs.hampered;
    if (now - this.#triedAt <= againMs) {
      this.#readings.delete(invariant);
      return;
    }
    if (now - Math.max(since, hamperedAt, this.#triedAt) <= patience && (this.#readings.get(invariant) ?? 0) < readingsEnough) return;
    this.watch.report(invariant, `${what()}, for ${Math.round((now - since) / 1000)} s`);
    this.#since.set(invariant, now);
    this.#readings.delete(invariant);
  }
}
