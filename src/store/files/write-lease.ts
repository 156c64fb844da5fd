import { reasonOf } from '../../lib/thrown.js';
import { CommitInDoubt, LeaseEnded, type Lease, type LeaseEnding } from '../lease.js';

/**
 * The right to write. It ends for good when another process took the folder over, or when something
 * that failed could not be undone: what is on disk is then unknown, and only opening it again tells.
 */
export class WriteLease implements Lease {
  #over: LeaseEnding | undefined;
  #tell: (ending: LeaseEnding) => void = () => undefined;
  /** Resolves with the reason when it is over. */
  readonly over: Promise<LeaseEnding> = new Promise((resolve) => {
    this.#tell = resolve;
  });

  /** `stillOurs` answers why the folder is ours no more, if so. */
  constructor(private readonly stillOurs: () => Promise<LeaseEnding | undefined>) {}

  /** @throws LeaseEnded when nothing may be written; asked right before each write that counts. */
  async check(): Promise<void> {
    await this.#look();
    if (this.#over !== undefined) throw new LeaseEnded(this.#over);
  }

  /** @returns why it really is over: the first reason stays. */
  end(ending: LeaseEnding): LeaseEnding {
    this.#over ??= ending;
    this.#tell(this.#over);
    return this.#over;
  }

  /**
   * Takes back what was begun before `cause`.
   * @throws `cause` when that is taken back; CommitInDoubt when it is not: the next process may find the commit whole
   * in the journal and finish it
   */
  async undo(cause: unknown, back: () => Promise<void>): Promise<never> {
    const ending = await this.#takeBack(cause, back);
    if (ending === undefined) throw cause;
    throw new CommitInDoubt(cause, ending);
  }

  /** Why it could not be taken back, if so. */
  async #takeBack(cause: unknown, back: () => Promise<void>): Promise<LeaseEnding | undefined> {
    try {
      await this.#look();
      // What another process has taken over is not ours to put right.
      if (this.#over !== undefined) return this.#over;
      await back();
      return undefined;
    } catch (error) {
      const why =
        `an earlier save failed (${reasonOf(cause)}) and could not be taken back (${reasonOf(error)}), ` +
        'so what is on disk is not known. Look at the disk, then start again';
      return this.end({ kind: 'unknown', why });
    }
  }

  async #look(): Promise<void> {
    if (this.#over !== undefined) return;
    const lost = await this.stillOurs();
    if (lost !== undefined) this.end(lost);
  }
}
