import { describe, expect, it } from 'vitest';
import type { TargetProgress } from '../../../src/roll/progress.js';
import { ownShare } from '../../../src/slack/render/figures.js';
import { server } from '../../support/ideal-cluster.js';

const target = (spent: TargetProgress['spent']): TargetProgress => ({
  role: 'replica',
  address: server(1),
  index: 0,
  state: 'done',
  spent,
  drainedPartitions: [],
  processDown: false,
  attempts: 1,
  drainRounds: 0,
  commands: [],
  forced: [],
});

describe('what the bot itself cost', () => {
  it('is the steps in which it only looks and asks, of all servers', () => {
    const targets = [
      target({ gates: 300, 'move-primaries': 9_000, 'flush-log': 200, 'last-look': 500, heal: 10_000 }),
      target({ 'last-look': 1_000, process: 4_000, 'await-return': 2_000, soak: 60_000 }),
    ];
    expect(ownShare(targets)).toEqual({ ownMs: 2_000, allMs: 87_000 });
  });

  it('is nothing of a run that has not come to a server', () => {
    expect(ownShare([target({})])).toEqual({ ownMs: 0, allMs: 0 });
  });
});
