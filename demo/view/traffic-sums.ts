import type { TrafficSecond, TrafficTotal } from '../page/cluster-protocol.js';

const secondMs = 1_000;
const none = { done: 0, slow: 0, failed: 0 };
type Counts = typeof none;

/** What the clients have met in all, also in seconds that are kept no longer. */
export class TrafficSums {
  #all: Counts = none;
  #run: { readonly from: number; readonly counts: Counts } | undefined;

  /**
   * @param ended the seconds that have ended since the last call
   * @param kept all that are kept, with those
   * @param runBegan when the present run or the last one began with its servers
   */
  add(ended: readonly TrafficSecond[], kept: readonly TrafficSecond[], runBegan: number | undefined): void {
    this.#all = plus(this.#all, ended);
    if (runBegan === undefined) this.#run = undefined;
    else if (this.#run?.from === runBegan) this.#run = { from: runBegan, counts: plus(this.#run.counts, ended) };
    else
      this.#run = {
        from: runBegan,
        counts: plus(
          none,
          kept.filter(([at]) => at + secondMs >= runBegan),
        ),
      };
  }

  get told(): TrafficTotal {
    return { sinceRun: this.#run !== undefined, ...(this.#run?.counts ?? this.#all) };
  }
}

function plus(before: Counts, seconds: readonly TrafficSecond[]): Counts {
  let { done, slow, failed } = before;
  for (const [, secondDone, secondSlow, secondFailed] of seconds) {
    done += secondDone;
    slow += secondSlow;
    failed += secondFailed;
  }
  return { done, slow, failed };
}
