import { describe, expect, it } from 'vitest';
import { SimulatedClients } from '../../../demo/view/clients.js';

const began = 1_000_000;
const habits = { readsPerSecond: 20, writesPerSecond: 10, timeoutMs: 5_000 };
const well = { readable: true, writable: true };
const lost = { readable: false, writable: false };

function clients(partitions: number) {
  const all = new SimulatedClients(began, habits);
  for (let place = 0; place < partitions; place += 1) all.change(place, undefined, well, began);
  const seconds: [at: number, done: number, slow: number, failed: number][] = [];
  return {
    all,
    /** The seconds up to that moment, since the beginning. */
    until: (ms: number) => {
      all.pass(began + ms);
      for (const [at, ...counts] of all.take()) seconds.push([(at - began) / 1_000, ...counts]);
      return seconds;
    },
    sum: () =>
      seconds.reduce(
        (sum, [, done, slow, failed]) => ({
          done: sum.done + done,
          slow: sum.slow + slow,
          failed: sum.failed + failed,
        }),
        { done: 0, slow: 0, failed: 0 },
      ),
  };
}

describe('the clients of the simulated cluster', () => {
  it('ask evenly, and are done at once while all is well', () => {
    const { until } = clients(4);
    expect(until(3_400)).toEqual([
      [0, 120, 0, 0],
      [1, 120, 0, 0],
      [2, 120, 0, 0],
    ]);
  });

  it('are slow for a moment, and fail nowhere, when a partition is away for less than they wait', () => {
    const { all, until, sum } = clients(4);
    all.change(2, well, lost, began + 1_200);
    all.change(2, lost, well, began + 1_700);
    expect(until(3_000)).toEqual([
      [0, 120, 0, 0],
      [1, 105, 15, 0],
      [2, 120, 0, 0],
    ]);
    expect(sum()).toEqual({ done: 345, slow: 15, failed: 0 });
  });

  it('fail when it is away for longer, each as long after it came as it waits', () => {
    const { all, until, sum } = clients(4);
    all.change(0, well, lost, began);
    expect(until(7_000).map(([, done, slow, failed]) => [done, slow, failed])).toEqual([
      [90, 0, 0],
      [90, 0, 0],
      [90, 0, 0],
      [90, 0, 0],
      [90, 0, 0],
      [90, 0, 30],
      [90, 0, 30],
    ]);
    all.change(0, lost, well, began + 7_500);
    until(9_000);
    // Those that came in the last five seconds of it were done in time.
    expect(sum()).toEqual({ done: 9 * 90 + 45, slow: 150, failed: 75 });
  });

  it('go on reading where only writes are not taken', () => {
    const { all, until } = clients(1);
    all.change(0, well, { readable: true, writable: false }, began);
    expect(until(6_000).at(-1)).toEqual([5, 20, 0, 10]);
  });

  it('lose no operation to rounding', () => {
    const { all, until, sum } = clients(3);
    for (let ms = 0; ms < 60_000; ms += 700) {
      all.change(1, well, lost, began + ms);
      all.change(1, lost, well, began + ms + 333);
    }
    until(61_000);
    const { done, slow, failed } = sum();
    expect(failed).toBe(0);
    expect(done + slow).toBeGreaterThanOrEqual(61 * 90 - 2);
    expect(done + slow).toBeLessThanOrEqual(61 * 90);
  });
});
