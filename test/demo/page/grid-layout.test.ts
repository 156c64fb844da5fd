import { describe, expect, it } from 'vitest';
import { layOutGrid } from '../../../demo/page/cluster/grid-layout.js';

/** As many partitions as that, led by the servers in turns. */
const inTurns = (partitions: number, servers: number): Int16Array =>
  Int16Array.from({ length: partitions }, (_, place) => place % servers);

describe('the grid of the partitions', () => {
  it.each([
    [88, 5, 533],
    [88, 5, 340],
    [5_000, 50, 533],
    [5_000, 50, 340],
    [20_000, 100, 340],
    [32, 3, 533],
  ])('has %i partitions of %i servers within %i pixels, and no two in one place', (partitions, servers, width) => {
    const primaries = inTurns(partitions, servers);
    // One server leads much, some partitions have no primary.
    primaries.fill(0, 0, 20);
    primaries.fill(-1, 20, 30);
    const { xs, ys, size, height } = layOutGrid(primaries, servers, width);
    const places = new Set<string>();
    for (const [place, x] of xs.entries()) {
      const y = ys[place] ?? Number.NaN;
      expect(x + size).toBeLessThanOrEqual(width);
      expect(y + size).toBeLessThanOrEqual(height);
      places.add(`${x} ${y}`);
    }
    expect(places.size).toBe(partitions);
  });

  it('has what a server leads in its own block, and what nobody leads below all of them', () => {
    const primaries = Int16Array.from([0, 1, -1, 1]);
    const { ys, blocks } = layOutGrid(primaries, 2, 533);
    expect([...ys]).toEqual([blocks[0]?.y, blocks[1]?.y, blocks[2]?.y, blocks[1]?.y]);
  });

  it('moves the cell of a partition that gets another leader', () => {
    const before = layOutGrid(Int16Array.from([0, 0, 1]), 2, 533);
    const after = layOutGrid(Int16Array.from([0, 1, 1]), 2, 533);
    expect(after.ys[1]).toBeGreaterThan(before.ys[1] ?? 0);
    expect(after.ys[0]).toBe(before.ys[0]);
  });
});
