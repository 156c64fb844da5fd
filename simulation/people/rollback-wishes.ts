import type { Random } from '../../src/lib/random.js';

export type RollbackWish =
  /** They pause the upgrade, to look at what it has done so far. */
  | { readonly kind: 'look' }
  | { readonly kind: 'type'; readonly byCluster: boolean }
  /** One after the other, without a look at what came of the first. */
  | { readonly kind: 'click'; readonly button: string; readonly users: readonly string[] };

const most = 4;

/**
 * What people do about an upgrade that they do not like. Draws of their own, so that everything else of a seed is as it
 * was before there were rollbacks.
 */
export class RollbackWishes {
  /** How often somebody has pressed Roll back, or typed it. */
  wanted = 0;

  constructor(private readonly random: Random) {}

  /** @param offered the button that rolls back, where the message has one */
  next(state: string, offered: string | undefined, who: string): RollbackWish | undefined {
    const may = (share: number): boolean => this.random.next() < share;
    if (state === 'rolling' && this.wanted === 0 && may(0.05)) return { kind: 'look' };
    // What is done is offered nowhere: a whole run is rolled back by its name.
    if (state === 'done' && this.wanted === 0 && may(0.5)) {
      this.wanted += 1;
      return { kind: 'type', byCluster: may(0.5) };
    }
    if (offered === undefined || this.wanted >= most || !may(0.6)) return undefined;
    this.wanted += 1;
    if (may(0.3)) return { kind: 'type', byCluster: may(0.5) };
    const users = may(0.3) ? [who, who === 'bob' ? 'carol' : 'bob'] : [who];
    this.wanted += users.length - 1;
    return { kind: 'click', button: offered, users };
  }
}
