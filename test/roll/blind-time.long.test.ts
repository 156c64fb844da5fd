import { describe, expect, it } from 'vitest';
import type { RollOptions } from '../../src/roll/options.js';
import { documentedTiming } from '../../src/roll/policy.js';
import { policy, rolling, type CoreRun } from '../support/core-run.js';
import { IdealCluster, meta } from '../support/ideal-cluster.js';

const { stall, pollInterval } = documentedTiming;
const shapes: readonly (readonly [string, Partial<RollOptions>])[] = [
  ['documented drain', {}],
  ['fast drain', { drain: 'fast' }],
  ['simple roll', { mode: 'simple' }],
];

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
  expect(
    roll.events('held').map(({ hold }) => hold.what),
    `turn ${turn}`,
  ).toEqual([]);
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

  it('nor does a clock that is set back make anything wait for as long as that, whatever it was at', () => {
    const usual = rolling(new IdealCluster(), options);
    const begun = usual.now;
    usual.untilStatus('done');
    for (let turn = 0; turn < turns; turn += 3) {
      const roll = rolling(new IdealCluster(), options);
      for (let before = 0; before < turn; before += 1) roll.step();
      roll.now -= 12 * stall;
      const back = roll.now;
      expectDone(roll, turn);
      expect(roll.now - back, `turn ${turn}`).toBeLessThan(usual.now - begun + stall);
    }
  });
});

function blind(roll: CoreRun, ms: number): void {
  roll.unreadable = { kind: 'unreachable', message: 'timed out', raw: [] };
  for (const end = roll.now + ms; roll.now < end && roll.next.kind !== 'end' && roll.next.kind !== 'rest'; )
    roll.step();
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

describe('outside of a server’s steps, too, time that nobody saw is no patience', () => {
  it('of an approved run, for gates that block', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const roll = rolling(cluster, { roles: ['replica'] });
    blind(roll, stall - 2 * pollInterval);
    roll.now += 3 * pollInterval;
    const missing = cluster.tables[0]?.partitions[0]?.secondaries.pop();
    for (let turn = 0; turn < 5; turn += 1) roll.step();
    expect(roll.run.status).toBe('approved');
    if (missing !== undefined) cluster.tables[0]?.partitions[0]?.secondaries.push(missing);
    expectDone(roll, 0);
  });

  it('of a rebalance', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const roll = rolling(cluster, { roles: ['replica'], rebalance: true });
    roll.until(() => roll.where() === 'rebalance');
    cluster.balanceOperations = 5;
    for (let turn = 0; turn < 6; turn += 1) roll.step();
    const awayMs = documentedTiming.rebalance + stall;
    roll.now += awayMs;
    roll.tell({ kind: 'recovered', awayMs });
    for (let turn = 0; turn < 5; turn += 1) roll.step();
    cluster.balanceOperations = 0;
    expectDone(roll, 0);
  });

  it('of a meta whose least number of live servers is to be put back', () => {
    const cluster = new IdealCluster({ nodes: 3 });
    for (const address of cluster.metas) cluster.minLive.set(address, 3);
    const roll = rolling(cluster, { roles: ['replica'], lowerMinLive: true }, { ...policy, minLiveNodes: 3 });
    roll.until(() => roll.where().endsWith('3:34801 heal'));
    cluster.elect(meta(2));
    roll.until(() => roll.where() === 'leave-maintenance');
    const value = cluster.minLive.get(meta(1));
    // It does not say what it has, for as long as nobody could have heard it.
    cluster.minLive.delete(meta(1));
    for (let turn = 0; turn < 20; turn += 1) roll.step();
    blind(roll, stall - 2 * pollInterval);
    for (let turn = 0; turn < 20; turn += 1) roll.step();
    expect(roll.run.status).toBe('rolling');
    if (value !== undefined) cluster.minLive.set(meta(1), value);
    roll.untilStatus('done');
    expect(cluster.minLive.get(meta(1))).toBe(3);
  });
});
