import { describe, expect, it } from 'vitest';
import type { TrafficSecond } from '../../../demo/page/cluster-protocol.js';
import { TrafficSums } from '../../../demo/view/traffic-sums.js';

const kept = 3;

function sums() {
  const all = new TrafficSums();
  let seconds: readonly TrafficSecond[] = [];
  return (second: TrafficSecond, runBegan?: number) => {
    seconds = [...seconds, second].slice(-kept);
    all.add([second], seconds, runBegan);
    return all.told;
  };
}

describe('what the clients have met', () => {
  it('is counted from the second in which the run began, however long ago that is', () => {
    const add = sums();
    expect(add([1_000, 90, 0, 1])).toEqual({ sinceRun: false, done: 90, slow: 0, failed: 1 });
    expect(add([2_000, 85, 5, 0], 2_500)).toEqual({ sinceRun: true, done: 85, slow: 5, failed: 0 });
    for (let at = 3_000; at < 10_000; at += 1_000) add([at, 90, 0, 0], 2_500);
    expect(add([10_000, 88, 0, 2], 2_500)).toEqual({ sinceRun: true, done: 85 + 7 * 90 + 88, slow: 5, failed: 2 });
  });

  it('is that of all time again while another run waits for approval, and begins anew with it', () => {
    const add = sums();
    add([1_000, 90, 0, 1], 1_000);
    expect(add([2_000, 90, 0, 0])).toEqual({ sinceRun: false, done: 180, slow: 0, failed: 1 });
    expect(add([3_000, 90, 0, 0], 3_000)).toMatchObject({ sinceRun: true, failed: 0 });
  });
});
