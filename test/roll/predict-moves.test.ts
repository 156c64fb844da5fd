import { describe, expect, it } from 'vitest';
import type { Observation } from '../../src/roll/observation.js';
import { predictMoves, type PredictedMoves } from '../../src/roll/predict-moves.js';
import { IdealCluster } from '../support/ideal-cluster.js';

const observed = (nodes: number, partitions: number): Observation =>
  new IdealCluster({ nodes, partitions }).observe({ processes: [], ddd: false });

const predicted = (seen: Observation, givesBack = true): PredictedMoves =>
  predictMoves(
    seen,
    seen.nodes.map(({ address }) => address),
    { slack: 10, givesBack },
  );

describe('how many primaries a run will move', () => {
  it('is counted server by server, with what each of them has been given by then', () => {
    // Each of three servers leads one partition. Server 1 gives its one to 2; 2 gives both to 1, which is rolled; 3
    // gives its one to 2, which leads none by then. Then two are led by another server than before. The documented way
    // takes turns between the secondaries: 1, 2 and 2 moves.
    expect(predicted(observed(3, 3))).toEqual({ drains: 4, back: 2, documented: { drains: 5, balance: 1 } });
  });

  it('says nothing of what goes back where leadership is left', () => {
    expect(predicted(observed(3, 3), false)).not.toHaveProperty('back');
  });

  it('does not take longer than a moment for a large cluster', { timeout: 60_000 }, () => {
    const seen = observed(500, 25_000);
    const before = process.cpuUsage();
    predicted(seen);
    const { user, system } = process.cpuUsage(before);
    // Microseconds: several times what it takes, and a part of what it took when each server went over all partitions.
    expect(user + system).toBeLessThan(5_000_000);
  });
});
