import type { Truth } from '../../demo/cluster/model/truth.js';

interface Membership {
  readonly from: number;
  /** Members by the leader, of servers that it believes alive. */
  readonly members: readonly string[];
}

const rememberedMs = 130_000;

/** What the leader knew of every partition that lacked something, over the last minutes. */
export class Memberships {
  readonly #histories = new Map<string, Membership[]>();

  note(truth: Truth, now: number): void {
    if (truth.leader === undefined) return;
    const lacking = truth.notFull();
    const seen = new Set<string>();
    for (const partition of lacking) {
      seen.add(partition.gpid);
      this.#add(partition.gpid, now, membersOf(partition, truth));
    }
    for (const [gpid, history] of this.#histories) {
      if (!seen.has(gpid)) {
        const partition = truth.partition(gpid);
        if (partition !== undefined) this.#add(gpid, now, membersOf(partition, truth));
      }
      const last = history.at(-1);
      if (last !== undefined && !seen.has(gpid) && now - last.from > rememberedMs) this.#histories.delete(gpid);
    }
  }

  /**
   * The most members other than `node` that the partition had at any moment since `from`; unknown ones count as plenty.
   */
  mostOthers(gpid: string, node: string, from: number, now: number): number {
    return Math.max(...this.#others(gpid, node, from, now));
  }

  /**
   * Whether it was a member at every moment since `from`; of what was never seen lacking nothing has ever been taken.
   */
  wasAlwaysIn(gpid: string, node: string, from: number, now: number): boolean {
    const history = this.#histories.get(gpid) ?? [];
    return history
      .filter((_, nth) => (history[nth + 1]?.from ?? now) >= from)
      .every(({ members }) => members.includes(node));
  }

  #others(gpid: string, node: string, from: number, now: number): readonly number[] {
    const history = this.#histories.get(gpid);
    if (history === undefined) return [Number.POSITIVE_INFINITY];
    const counts = history
      .filter((each, nth) => (history[nth + 1]?.from ?? now) >= from)
      .map(({ members }) => members.filter((member) => member !== node).length);
    return (history[0]?.from ?? now) > from ? [...counts, Number.POSITIVE_INFINITY] : counts;
  }

  #add(gpid: string, now: number, members: readonly string[]): void {
    const history = this.#histories.get(gpid) ?? [];
    const last = history.at(-1);
    if (last?.members.join() === members.join()) return;
    history.push({ from: now, members });
    while (history[1] !== undefined && now - history[1].from > rememberedMs) history.shift();
    this.#histories.set(gpid, history);
  }
}

const membersOf = (partition: ReturnType<Truth['notFull']>[number], { process }: Truth): readonly string[] =>
  [partition.primary, ...partition.secondaries]
    .filter((node) => node !== undefined)
    .filter((node) => process(node)?.alive !== false);
