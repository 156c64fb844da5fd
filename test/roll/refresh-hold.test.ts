import { describe, expect, it } from 'vitest';
import { holdReasons } from '../../src/roll/hold.js';
import { gpid } from '../../src/roll/ids.js';
import { policy, rolling } from '../support/core-run.js';
import { held, silence, troubled, troubles, whole } from '../support/hold-troubles.js';
import { IdealCluster } from '../support/ideal-cluster.js';
import { inWords } from '../support/in-words.js';

describe('a hold says what is so now', () => {
  it('for every reason there is', () => {
    // What stalls a rebalance is below: its hold ends by itself.
    expect(new Set([...Object.values(troubles).map(({ reason }) => reason), 'rebalance-stalled'])).toEqual(
      new Set(holdReasons),
    );
  });

  it.each(Object.entries(troubles))('%s', (_name, trouble) => {
    const { roll, cluster } = troubled(trouble);
    const { stands, end, over } = trouble;
    const { hold, since } = held(roll);
    if (stands !== undefined) {
      roll.until(() => held(roll).hold.now !== undefined);
      expect(inWords(held(roll).hold.now)).toContain(stands);
    }
    expect(held(roll).hold.overSince).toBeUndefined();
    if (end === undefined) return;

    end(roll, cluster);
    roll.until(() => held(roll).hold.overSince !== undefined);
    const first = held(roll).hold.overSince;
    expect(first).toBe(roll.now);
    expect(inWords(held(roll).hold.now)).toContain(over);
    roll.step();
    // It still asks; and how long its cause has been over counts from the first reading that showed it.
    expect(held(roll)).toMatchObject({ since, hold: { overSince: first } });
    expect(held(roll).hold.choices.map(({ choice }) => choice)).toEqual(hold.choices.map(({ choice }) => choice));
  });

  it('before the first server, with the checks of the whole plan', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 10 });
    const roll = rolling(cluster);
    cluster.ddd = [gpid(1, 0)];
    roll.untilStatus('held').until(() => held(roll).hold.now !== undefined);
    expect(inWords(held(roll).hold.now)).toContain('no-ddd: 1 partition has all replicas dead');
    cluster.ddd = [];
    roll.until(() => held(roll).hold.overSince !== undefined);
    expect(inWords(held(roll).hold.now)).toBe(`every check passes; ${whole}`);
  });

  it('and nothing of it while the cluster cannot be read, or after the bot was away', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 10 });
    const roll = rolling(cluster, { roles: ['replica'] });
    cluster.ddd = [gpid(1, 0)];
    roll.untilStatus('held');
    cluster.ddd = [];
    roll.until(() => held(roll).hold.overSince !== undefined);
    roll.tell({ kind: 'unobserved', failure: silence });
    expect([held(roll).hold.now, held(roll).hold.overSince]).toEqual([undefined, undefined]);
    roll.until(() => held(roll).hold.overSince !== undefined);
    roll.tell({ kind: 'recovered', awayMs: 5_000 });
    expect([held(roll).hold.now, held(roll).hold.overSince]).toEqual([undefined, undefined]);
  });
});

describe('a hold after the last server', () => {
  it('ends by itself when the cluster can be read again', () => {
    const roll = rolling(new IdealCluster(), { roles: ['collector'] })
      .until(({ status }) => status === 'rolling')
      .until((run) => 'progress' in run && run.progress.phase.kind === 'leave-maintenance');
    roll.unreadable = silence;
    roll.untilStatus('held');
    expect(held(roll)).toMatchObject({ hold: { reason: 'unreadable' } });
    roll.unreadable = undefined;
    roll.untilStatus('done');
    expect(inWords(roll.events('went-on'))).toMatchObject([{ why: `the cluster can be read again; ${whole}` }]);
    expect(roll.events('answered')).toEqual([]);
  });

  it('goes on when the balance it waited for has come', () => {
    const cluster = new IdealCluster();
    cluster.balanceOperations = 3;
    const roll = rolling(
      cluster,
      { roles: ['collector'], rebalance: true },
      { ...policy, timing: { ...policy.timing, rebalance: 60_000 } },
    ).untilStatus('held');
    expect(held(roll)).toMatchObject({ hold: { reason: 'rebalance-stalled' } });
    roll.until(() => held(roll).hold.now !== undefined);
    expect(inWords(held(roll).hold.now)).toBe('the leader wants 3 balance operations');
    cluster.balanceOperations = 0;
    roll.untilStatus('done');
    expect(inWords(roll.events('went-on'))).toMatchObject([
      { why: `the leader wants no balance operation any more; ${whole}` },
    ]);
  });
});
