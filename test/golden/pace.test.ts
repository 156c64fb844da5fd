import { describe, expect, it } from 'vitest';
import { VirtualRoll } from '../support/virtual-roll.js';

/** Milliseconds covered by at least one span. */
function covered(spans: readonly { readonly from: number; readonly to: number }[]): number {
  let end = 0;
  return [...spans]
    .sort((left, right) => left.from - right.from)
    .reduce((sum, { from, to }) => {
      const fresh = Math.max(0, to - Math.max(from, end));
      end = Math.max(end, to);
      return sum + fresh;
    }, 0);
}

describe('pace', () => {
  it('five servers with 300 replicas each take no more than 1.5 times what the cluster itself needs', async () => {
    const roll = await VirtualRoll.open({
      tables: [{ name: 'temp', partitions: 500, replicas: 3 }],
      startLatencyMs: 150,
    });
    await roll.request();
    const began = roll.clock.now();
    await roll.approve();
    const run = await roll.toTheEnd();
    const took = roll.clock.now() - began;
    // Ticks that something waited for, closing, stopping, starting, learning, elections; and 30 s for each of three
    // metas.
    const metas =
      'progress' in run
        ? run.progress.targets.filter(({ role, startedAt }) => role === 'meta' && startedAt !== undefined)
        : [];
    const intervals = metas.map(({ startedAt = 0 }) => ({ from: startedAt, to: startedAt + 30_000 }));
    const needed = covered([...roll.cluster.truth().needed.filter(({ from }) => from >= began), ...intervals]);
    console.log(
      `took ${took / 1000} s, the cluster itself needed ${needed / 1000} s: ratio ${(took / needed).toFixed(2)}`,
    );
    expect(metas).toHaveLength(3);
    expect(took / needed).toBeLessThanOrEqual(1.5);
    expect(took / needed).toBeGreaterThanOrEqual(1);
  }, 60_000);
});
