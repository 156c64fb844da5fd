import type { ClusterAct } from '../../src/roll/act.js';
import type { Watch } from './watch.js';

/**
 * A reading, a decision and an act under good conditions; with a shell, a disk or a leader that fails, all of its
 * deadlines.
 */
const reactionMs = { calm: 32_000, hampered: 120_000 } as const;
/** One to see it, one in which a step changed, and two to spare. */
const readingsEnough = 4;

/** With which acts the bot ends something, and within what time after one that came to nothing it tries again. */
export interface Tries {
  readonly acts: readonly ClusterAct['kind'][];
  readonly againMs: number;
  /** Several acts end it, one in each reading, and others come before them: only the time counts. */
  readonly onlyInTime?: true;
}

const none: Tries = { acts: [], againMs: 0 };

/** What may be so for a while, until the bot has seen it and acted. */
export class Lasting {
  /** Since when something is so; forgotten when it is not. */
  readonly #since = new Map<string, number>();
  /** How often the bot has read the cluster since then, and not failed to do anything about it. */
  readonly #readings = new Map<string, number>();

  /** When an act of a kind last came to nothing. */
  readonly #failedAt = new Map<ClusterAct['kind'], number>();

  constructor(private readonly watch: Watch) {}

  /** The bot has read the cluster as it was at `from` or later. */
  read(from: number): void {
    for (const [invariant, since] of this.#since)
      if (from >= since) this.#readings.set(invariant, (this.#readings.get(invariant) ?? 0) + 1);
  }

  /** An act came to nothing: it is tried again after a while. */
  failed(act: ClusterAct['kind']): void {
    this.anew();
    this.#failedAt.set(act, this.watch.now);
  }

  /** The readings before were about something else, or nothing could be made of them. */
  anew(): void {
    this.#readings.clear();
  }

  /**
   * Reports what has been so for longer than the bot may take.
   * @param tries the acts that end it; after one that came to nothing, the next one comes within so many milliseconds
   */
  look(invariant: string, isSo: boolean, what: () => string, tries: Tries = none): void {
    if (!isSo) {
      this.#since.delete(invariant);
      this.#readings.delete(invariant);
      return;
    }
    const { now, hamperedAt } = this.watch;
    const since = this.#since.get(invariant) ?? now;
    this.#since.set(invariant, since);
    const patience = this.watch.isUnhampered ? reactionMs.calm : reactionMs.hampered;
    const failedAt = Math.max(...tries.acts.map((act) => this.#failedAt.get(act) ?? Number.NEGATIVE_INFINITY));
    if (now - failedAt <= tries.againMs) {
      this.#readings.delete(invariant);
      return;
    }
    if (
      now - Math.max(since, hamperedAt, failedAt) <= patience &&
      (tries.onlyInTime === true || (this.#readings.get(invariant) ?? 0) < readingsEnough)
    )
      return;
    this.watch.report(invariant, `${what()}, for ${Math.round((now - since) / 1000)} s`);
    this.#since.set(invariant, now);
    this.#readings.delete(invariant);
  }
}
