import { describe, expect, it } from 'vitest';
import type { ClusterLeft } from '../../src/roll/what-is-left.js';
import { isUneven, leadershipOf } from '../../src/roll/leadership.js';
import { makePlan } from '../../src/roll/make-plan.js';
import { defaultOptions } from '../../src/roll/options.js';
import { alwaysOpen } from '../../src/roll/calendar.js';
import { policy, rolling, type CoreRun } from '../support/core-run.js';
import { IdealCluster, meta, server } from '../support/ideal-cluster.js';
import { words } from '../../src/words/words.js';

const rules = { ...policy, metas: [meta(1), meta(2), meta(3)] };
const replicas = (cluster: IdealCluster): CoreRun => rolling(cluster, { roles: ['replica'] }, rules);

function left(roll: CoreRun): Extract<ClusterLeft, { kind: 'seen' }> {
  const cluster = roll.events('ended')[0]?.cluster;
  if (cluster?.kind !== 'seen') throw new Error('the cluster was not looked at');
  return cluster;
}

describe('what a run ends with is what the cluster is like', () => {
  it('a meta that died after it was rolled is named, though the run itself is done', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { roles: ['meta'] }, rules).untilAct(`restart ${meta(1)}`);
    cluster.kill(meta(2));
    roll.untilStatus('done');
    expect(left(roll).silentMetas).toEqual([meta(2)]);
  });

  it('after a roll it says who leads how much, before and now', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 90 });
    const roll = rolling(cluster, { roles: ['replica'], leaveLeadership: true }, rules).untilStatus('done');
    expect(left(roll)).toMatchObject({ dead: [], short: [], drained: [], silentMetas: [], uneven: true });
    expect(left(roll).leadership.map(({ before }) => before)).toEqual([18, 18, 18, 18, 18]);
    expect(left(roll).leadership.at(-1)).toEqual({ address: server(5), before: 18, now: 0 });
  });

  it('after an abort with a dead server it names it, and what is not full', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const roll = replicas(cluster).untilStep('heal');
    cluster.die(server(4));
    roll.untilStatus('held');
    roll.say('abort');
    roll.untilStatus('aborted');
    expect(left(roll)).toMatchObject({ dead: [server(4)], short: [{ table: 'temp', of: 6 }] });
    expect(left(roll).leadership.map(({ address }) => address)).not.toContain(server(4));
  });

  it('names a server that the leader does not list, as a new leader does not that has heard nothing of it', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const roll = rolling(cluster, { roles: ['collector'] }, rules).until(({ log }) =>
      log.some(({ kind }) => kind === 'maintenance-left'),
    );
    cluster.nodes.pop();
    roll.untilStatus('done');
    expect(left(roll).dead).toEqual([server(4)]);
  });

  it('names a server that is left drained', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const roll = replicas(cluster).untilStep('close-replicas');
    cluster.heal = () => undefined;
    roll.say('abort');
    roll.untilStep('undrain');
    roll.say('abort');
    roll.untilStatus('aborted');
    expect(left(roll).drained).toEqual([{ address: server(1), missing: expect.any(Number) }]);
  });

  it('says that it is not known, where nothing can be read any more once the settings are back', () => {
    const cluster = new IdealCluster();
    const roll = replicas(cluster).until(({ log }) => log.some(({ kind }) => kind === 'maintenance-left'));
    roll.unreadable = { kind: 'unreachable', message: 'no meta answered', raw: [] };
    roll.untilStatus('done');
    expect(roll.events('ended')[0]?.cluster).toEqual({ kind: 'unread', why: 'no meta answered' });
  });
});

describe('a meta that does not answer', () => {
  it('is told once while replica servers are rolled, and once when it answers again', () => {
    const cluster = new IdealCluster();
    const roll = replicas(cluster).untilStep('move-primaries');
    cluster.kill(meta(3));
    roll.until(() => roll.where() === `${server(2)} heal`);
    const notes = (): readonly string[] =>
      roll
        .events('note')
        .map(({ message }) => words(message))
        .filter((text) => text.startsWith('the meta '));
    expect(notes()).toEqual([
      expect.stringMatching(/^the meta 10\.0\.0\.3:34601 does not answer \(ERR_NETWORK_FAILURE\): 2 of 3 metas do/),
    ]);
    expect(roll.run).toMatchObject({ progress: { silentMetas: [{ meta: meta(3) }] } });
    cluster.restart(meta(3), '2.4.0');
    roll.untilStatus('done');
    expect(notes()).toEqual([expect.stringContaining('does not answer'), 'the meta 10.0.0.3:34601 answers again']);
  });

  it('is asked at gates and at the end, and not with every reading', () => {
    const cluster = new IdealCluster();
    const roll = replicas(cluster);
    let [looks, asked] = [0, 0];
    roll.until(({ status }) => {
      if (roll.next.kind === 'look') looks += 1;
      if (roll.next.kind === 'look' && roll.next.look.processes.includes(meta(3))) asked += 1;
      return status === 'done';
    });
    // The plan once more, the beginning, three gates, and the end; other steps ask who has started meanwhile.
    expect(asked).toBeGreaterThanOrEqual(5);
    expect(asked).toBeLessThan(looks / 3);
  });

  it('is named by the plan of a run that restarts no metas', () => {
    const cluster = new IdealCluster();
    cluster.kill(meta(2));
    const seen = cluster.observe({ processes: [server(1), server(2), server(3), ...cluster.metas], ddd: true });
    const plan = makePlan(
      seen,
      { ...defaultOptions, roles: ['replica'] },
      { now: 0, policy: rules, restarts: [], lock: undefined, calendar: alwaysOpen },
    );
    expect(plan.silentMetas).toEqual([meta(2)]);
  });
});

describe('leadership', () => {
  it.each([
    [[28, 27, 24, 9, 0], 3, true],
    [[18, 17, 18, 18, 17], 3, false],
    [[18, 17, 16, 19, 18], 3, false],
    [[50, 19, 5, 14, 0], 3, true],
    [[800, 810, 790, 0], 1_000, true],
    [[1, 0], 1, false],
    [[5], 1, false],
  ])('of %j with %i tables is uneven: %s', (primaries, tables, expected) => {
    expect(
      isUneven(
        primaries.map((each, place) => ({ address: server(place + 1), primaries: each })),
        tables,
      ),
    ).toBe(expected);
  });

  it('is given back by a run of its own, which touches no server', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 90 });
    cluster.level = 'steady';
    cluster.balanceOperations = 7;
    const roll = rolling(cluster, { roles: [], rebalance: true }, rules);
    expect(roll.run.plan.targets).toEqual([]);
    roll.until(() => roll.where() === 'rebalance' && cluster.level === 'lively');
    roll.until(() => roll.now > Date.UTC(2026, 0, 2, 3, 5, 0));
    expect(roll.run.status).toBe('rolling');
    cluster.balanceOperations = 0;
    roll.untilStatus('done');
    expect(roll.acts).toEqual(['level lively', 'level steady']);
    expect(left(roll).leadership).toHaveLength(5);
    expect(leadershipOf(cluster.observe({ processes: [], ddd: false }))).toHaveLength(5);
  });

  it('is given back without touching what a new leader has besides its level', () => {
    const cluster = new IdealCluster();
    cluster.settings = { assignDelayMs: 900_000, addSecondaryMax: 35, flowControl: true };
    cluster.balanceOperations = 7;
    const roll = rolling(cluster, { roles: [], rebalance: true }, rules);
    roll.until(() => roll.where() === 'rebalance');
    cluster.elect(meta(2));
    cluster.balanceOperations = 0;
    roll.untilStatus('done');
    expect(roll.acts).toEqual(['level lively']);
  });

  it('an abort of it puts the level back', () => {
    const cluster = new IdealCluster();
    cluster.level = 'steady';
    cluster.balanceOperations = 7;
    const roll = rolling(cluster, { roles: [], rebalance: true }, rules).until(() => cluster.level === 'lively');
    roll.say('abort');
    roll.untilStatus('aborted');
    expect(cluster.level).toBe('steady');
  });
});
