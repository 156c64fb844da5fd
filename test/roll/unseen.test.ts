import { describe, expect, it } from 'vitest';
import type { RollOptions } from '../../src/roll/options.js';
import { documentedTiming } from '../../src/roll/policy.js';
import { rolling, type CoreRun } from '../support/core-run.js';
import { IdealCluster } from '../support/ideal-cluster.js';

const { stall, pollInterval } = documentedTiming;
const shapes: readonly (readonly [string, Partial<RollOptions>])[] = [['documented drain', {}], ['fast drain', { drain: 'fast' }], ['simple roll', { mode: 'simple' }]];

/** How many turns an undisturbed run takes. */
function turnsOf(options: Partial<RollOptions>): number {
  const roll = rolling(new IdealCluster(), options);
  let turns = 0;
  for (; roll.run.status !== 'done'; turns += 1) roll.step();
  return turns;
}

/** Nothing was wrong with the cluster: whoever saw nothing for a while finds it so, and goes on. */
function expectDone(roll: CoreRun, turn: number): void {
  roll.until(({ status }) => status === 'done' || status === 'held');
  expect(roll.events('held').map(({ hold }) => hold.what), `turn ${turn}`).toEqual([]);
}

describe.each(shapes)('%s: time in which the run saw nothing is no patience', (_name, options) => {
  const turns = turnsOf(options);

  it('when the bot was away for longer than the stall time, whatever it was at', () => {
    for (let turn = 0; turn < turns; turn += 1) {
      const roll = rolling(new IdealCluster(), options);
      for (let before = 0; before < turn; before += 1) roll.step();
      const { next } = roll;
      roll.now += 3 * stall;
      roll.tell({ kind: 'recovered', awayMs: 3 * stall });
      if (next.kind === 'command') roll.next = next;
      expectDone(roll, turn);
    }
    expect(turns).toBeGreaterThan(20);
  });
});

function blind(roll: CoreRun, ms: number): void {
  roll.unreadable = { kind: 'unreachable', message: 'timed out', raw: [] };
  for (const end = roll.now + ms; roll.now < end && roll.next.kind !== 'end' && roll.next.kind !== 'rest'; ) roll.step();
  roll.unreadable = undefined;
}

describe('what does stall', () => {
  const stuck = (): { readonly cluster: IdealCluster; readonly roll: CoreRun } => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster).untilNext('move-primaries');
    cluster.perform = () => ({ refused: [] });
    return { cluster, roll };
  };

  it('is held once the run has watched it for the stall time, before and after the bot was away', () => {
    const { roll } = stuck();
    const begun = roll.now;
    roll.until(() => roll.now - begun >= stall / 2);
    roll.now += 10 * stall;
    roll.tell({ kind: 'recovered', awayMs: 10 * stall });
    roll.untilStatus('held');
    const watched = roll.now - begun - 10 * stall;
    expect(roll.events('held').at(-1)?.hold.reason).toBe('moves-stalled');
    expect(watched).toBeGreaterThanOrEqual(stall);
    expect(watched).toBeLessThan(stall + 4 * pollInterval);
  });

  it('is not held for what nobody could see: it has the stall time once the cluster can be read again', () => {
    const { cluster, roll } = stuck();
    blind(roll, stall - 2 * pollInterval);
    const seen = roll.now;
    roll.until(() => roll.now - seen >= stall / 2);
    expect(roll.run.status).toBe('rolling');
    cluster.perform = IdealCluster.prototype.perform.bind(cluster);
    expectDone(roll, 0);
  });

  it('is held all the same when every other reading fails', () => {
    const { roll } = stuck();
    const begun = roll.now;
    while (roll.run.status !== 'held' && roll.now - begun < 10 * stall) {
      blind(roll, pollInterval);
      for (let turn = 0; turn < 4; turn += 1) roll.step();
    }
    expect(roll.events('held').at(-1)?.hold.reason).toBe('moves-stalled');
  });

  it('has its whole duration told', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster).untilStep('close-replicas');
    roll.now += stall;
    roll.tell({ kind: 'recovered', awayMs: stall });
    roll.untilStatus('done');
    const spent = 'progress' in roll.run ? (roll.run.progress.targets[0]?.spent['close-replicas'] ?? 0) : 0;
    expect(spent).toBeGreaterThanOrEqual(stall);
  });
});
