import { describe, expect, it } from 'vitest';
import { carol, policy, rolling, type CoreRun } from '../support/core-run.js';
import { held } from '../support/hold-troubles.js';
import { IdealCluster, server } from '../support/ideal-cluster.js';
import { inWords } from '../support/in-words.js';
import type { MonitorReading } from '../../src/roll/observation.js';
import type { SettleRule } from '../../src/roll/settle-rule.js';
import { words } from '../../src/words/words.js';

const quiet: SettleRule = { what: 'max(replica_latency_p99)', below: 20, forMs: 60_000 };
const values = (...all: number[]): MonitorReading => ({ kind: 'values', values: all });

function rollThatSettles(settle: SettleRule = quiet): { roll: CoreRun; cluster: IdealCluster } {
  const cluster = new IdealCluster({ nodes: 4, partitions: 8 });
  cluster.settle = values(5);
  const roll = rolling(cluster, { roles: ['replica'], nodes: [server(1), server(2)] }, { ...policy, settle });
  return { roll, cluster };
}

const untilSettling = (roll: CoreRun): CoreRun => roll.until(() => roll.where() === `${server(2)} settle`);

describe('before the next server is begun, the cluster is at rest', () => {
  it('by a rule that people approve with the plan', () => {
    const { roll } = rollThatSettles();
    const other = rollThatSettles({ ...quiet, below: 30 });
    expect(roll.run.plan.settle).toEqual(quiet);
    expect(other.roll.run.plan.id).not.toBe(roll.run.plan.id);
  });

  it('for as long as the rule says, counted from the first reading that shows it', () => {
    const { roll } = rollThatSettles();
    untilSettling(roll);
    const since = roll.now;
    roll.until(() => roll.where() === `${server(2)} gates`);
    expect(roll.now - since).toBeGreaterThanOrEqual(quiet.forMs);
    roll.untilStatus('done');
    // Nobody waits before the first server, nor after the last one.
    expect(
      roll.run.status === 'done' && roll.run.progress.targets.map(({ spent }) => spent.settle !== undefined),
    ).toEqual([false, true]);
  });

  it('and begins to count anew when it is not for one reading, or when nobody saw it', () => {
    const { roll, cluster } = rollThatSettles();
    untilSettling(roll);
    const begun = roll.now;
    roll.until(() => roll.now - begun > 40_000);
    cluster.settle = values(5, 20);
    roll.step();
    roll.step();
    expect(words(waiting(roll))).toContain('the value is 20, and must be below 20');
    cluster.settle = values(5);
    const again = roll.now;
    roll.until(() => roll.now - again > 40_000);
    roll.tell({ kind: 'recovered', awayMs: 30_000 });
    const seen = roll.now;
    roll.until(() => roll.where() === `${server(2)} gates`);
    expect(roll.now - seen).toBeGreaterThanOrEqual(quiet.forMs);
  });

  it('true is 1: nothing else is', () => {
    const { roll, cluster } = rollThatSettles({ what: 'latency < bool 20', forMs: 10_000 });
    cluster.settle = values(1, 0);
    untilSettling(roll);
    for (let turn = 0; turn < 10; turn += 1) roll.step();
    expect(words(waiting(roll))).toContain('the value is 0, and must be 1 (true)');
    cluster.settle = values(1, 1);
    roll.untilStatus('done');
  });

  it('otherwise the run holds after its time, with value and limit; two people can go on all the same', () => {
    const { roll, cluster } = rollThatSettles();
    cluster.settle = values(80.5);
    const { hold, since } = held(roll.untilStatus('held'));
    expect(hold.reason).toBe('not-settled');
    expect(inWords(hold.what)).toContain('the value is 80.5, and must be below 20 (max(replica_latency_p99))');
    expect(hold.choices.map(({ choice }) => choice)).toEqual(['wait', 'force', 'abort']);
    expect(since - (roll.events('target-done').length > 0 ? doneAt(roll) : 0)).toBeGreaterThanOrEqual(600_000);
    expect(roll.commands.map(({ address }) => address)).toEqual([server(1)]);
    roll.say('force');
    roll.say('force', carol);
    roll.untilStatus('done');
  });

  it('an answer that nobody understands holds soon, with what was said', () => {
    const { roll, cluster } = rollThatSettles();
    cluster.settle = { kind: 'not-understood', why: 'the query has no result', raw: ['{"result":[]}'] };
    const { hold, since } = held(roll.untilStatus('held'));
    expect(hold.raw).toEqual(['{"result":[]}']);
    expect(inWords(hold.what)).toContain('whether it is cannot be told: the query has no result');
    expect(since - doneAt(roll)).toBeLessThan(60_000);
    cluster.settle = values(5);
    roll.say('wait');
    roll.untilStatus('done');
  });

  it('an answer that does not come is waited for, and is not rest', () => {
    const { roll, cluster } = rollThatSettles();
    cluster.settle = { kind: 'unreachable', why: 'connect ECONNREFUSED', raw: [] };
    untilSettling(roll);
    const begun = roll.now;
    roll.until(() => roll.now - begun > 120_000);
    expect(roll.where()).toBe(`${server(2)} settle`);
    cluster.settle = values(5);
    roll.untilStatus('done');
  });

  it('a pause and an abort take effect there at once', () => {
    for (const stop of ['pause', 'abort'] as const) {
      const { roll } = rollThatSettles();
      untilSettling(roll);
      roll.say(stop);
      for (let turn = 0; turn < 10 && roll.run.status !== 'paused' && roll.run.status !== 'aborted'; turn += 1)
        roll.step();
      expect(roll.commands).toHaveLength(1);
    }
  });
});

function waiting({ run }: CoreRun): Parameters<typeof words>[0] {
  const what = 'progress' in run ? run.progress.waiting?.what : undefined;
  if (what === undefined) throw new Error('it waits for nothing');
  return what;
}

const doneAt = ({ run }: CoreRun): number => run.log.find(({ kind }) => kind === 'target-done')?.at ?? 0;
