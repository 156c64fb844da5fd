import type { Random } from '../../src/lib/random.js';

export type ContinueWish =
  /** They stop a restart in the middle. */
  { readonly kind: 'abort' } | { readonly kind: 'type'; readonly byCluster: boolean } | { readonly kind: 'click' };

const most = 3;

/** What people do about a restart that is to be gone on with later. Draws of their own, as those of a rollback have. */
export class ContinueWishes {
  #aborts = 0;
  #wanted = 0;

  constructor(private readonly random: Random) {}

  /** @param isOffered the message has the button that goes on */
  next(state: string, isOffered: boolean): ContinueWish | undefined {
    const may = (share: number): boolean => this.random.next() < share;
    if (state === 'rolling' && this.#aborts === 0 && may(0.08)) {
      this.#aborts += 1;
      return { kind: 'abort' };
    }
    if (!isOffered || this.#wanted >= most || !may(0.6)) return undefined;
    this.#wanted += 1;
    return may(0.3) ? { kind: 'type', byCluster: may(0.5) } : { kind: 'click' };
  }
}
