import { describe, expect, it } from 'vitest';
import { continuationOf } from '../../src/roll/continuation.js';
import { gpid, type NodeAddress } from '../../src/roll/ids.js';
import { leaderBefore, recordLeaders } from '../../src/roll/recorded-leaders.js';
import { leadershipOf } from '../../src/roll/leadership.js';
import { carol, CoreRun, policy, rolling } from '../support/core-run.js';
import { IdealCluster, meta, server } from '../support/ideal-cluster.js';
import { inWords } from '../support/in-words.js';
import { words } from '../../src/words/words.js';

const cluster5 = (): IdealCluster => new IdealCluster({ nodes: 5, partitions: 90 });
const replicas = (cluster: IdealCluster, more = {}): CoreRun => rolling(cluster, { roles: ['replica'], ...more });
const leaders = (cluster: IdealCluster): readonly (NodeAddress | undefined)[] =>
  cluster.tables.flatMap(({ partitions }) => partitions.map(({ primary }) => primary));
const leads = (cluster: IdealCluster): readonly number[] =>
  leadershipOf(cluster.observe({ processes: [], ddd: false })).map(({ primaries }) => primaries);
const restoring = (roll: CoreRun): CoreRun => roll.until(() => roll.where() === 'restore-leadership');
const notes = (roll: CoreRun): readonly string[] => roll.events('note').map(({ message }) => words(message));
/** Batches that gave leadership back: nothing is moved after the last restart otherwise. */
const back = ({ acts }: CoreRun): number =>
  acts.slice(acts.findLastIndex((act) => act.startsWith('restart'))).filter((act) => act.startsWith('move')).length;

describe('leadership after a run', () => {
  it.each(['ha', 'simple'] as const)('in %s mode is what it was, partition by partition, after one batch', (mode) => {
    const cluster = cluster5();
    const roll = replicas(cluster, { mode });
    // What a meta does when a server ends of which nothing was moved away.
    roll.outcome = (command) => {
      if (mode === 'simple') cluster.die(command.address);
      cluster.carryOut(command);
      return { kind: 'succeeded', tail: [] };
    };
    roll.untilStatus('done');
    expect(leaders(cluster)).toEqual(leaders(cluster5()));
    expect(back(roll)).toBe(1);
    expect(cluster.level).toBe('lively');
    expect(notes(roll)).toEqual([
      expect.stringMatching(/^leadership is given back as it was before the run: \d+ primaries moved$/),
    ]);
  });

  it('takes as many moves as the plan has said', () => {
    const roll = replicas(cluster5()).untilStatus('done');
    const { moves } = roll.run.plan;
    if (!('progress' in roll.run)) throw new Error('it has not begun');
    const { targets, leadershipRestored } = roll.run.progress;
    expect(targets.reduce((sum, { primariesMoved = 0 }) => sum + primariesMoved, 0)).toBe(moves?.drains);
    expect(leadershipRestored).toEqual({ moved: moves?.back, left: 0, gone: 0 });
  });

  it('is left where that was asked for, and where it is balanced evenly instead', () => {
    for (const more of [{ leaveLeadership: true as const }, { rebalance: true }]) {
      const roll = replicas(cluster5(), more).untilStatus('done');
      expect(back(roll)).toBe(0);
      expect(roll.run.plan.moves).not.toHaveProperty('back');
    }
    expect(new CoreRun(cluster5(), { leaveLeadership: true }).run.plan.id).not.toBe(
      new CoreRun(cluster5()).run.plan.id,
    );
  });

  it('is given back at level steady, before the level is what it was', () => {
    const roll = restoring(replicas(cluster5()));
    roll.untilNext('move-primaries');
    expect(roll.cluster.level).toBe('steady');
  });

  it('is asked for again when a new leader knows nothing of it', () => {
    const cluster = cluster5();
    const roll = restoring(replicas(cluster));
    cluster.ignored.add('move-primaries');
    roll.untilNext('move-primaries').step();
    cluster.ignored.clear();
    cluster.elect(meta(2));
    const at = roll.now;
    roll.untilNext('move-primaries');
    expect(roll.now - at).toBeLessThan(5_000);
    roll.untilStatus('done');
    expect(leaders(cluster)).toEqual(leaders(cluster5()));
  });
});

describe('leadership that cannot be given back', () => {
  it('is left after four ticks without a move, with a note and without a hold', () => {
    const cluster = cluster5();
    const roll = restoring(replicas(cluster));
    cluster.ignored.add('move-primaries');
    const at = roll.now;
    roll.untilStatus('done');
    expect(roll.now - at).toBeGreaterThanOrEqual(40_000);
    expect(roll.now - at).toBeLessThan(50_000);
    expect(roll.events('held')).toEqual([]);
    expect(notes(roll)).toEqual([
      expect.stringMatching(
        /^leadership is not given back as it was before the run: nothing has moved for 40 s\. 0 primaries moved, \d+ left where they are$/,
      ),
    ]);
    expect(cluster.level).toBe('lively');
  });

  it('stays where a server has no copy any more, and is counted', () => {
    const cluster = cluster5();
    const roll = restoring(replicas(cluster));
    const lost = cluster.partition(gpid(1, 4));
    const [before] = new IdealCluster({ nodes: 5, partitions: 90 }).tables;
    const was = before?.partitions[4]?.primary;
    expect(lost.primary).not.toBe(was);
    // The meta has put its copy on another server.
    lost.secondaries = lost.secondaries.map((address) => (address === was ? server(3) : address));
    roll.untilStatus('done');
    expect(notes(roll).join()).toContain(
      '1 partition stays where it is, as the server that led it has no copy any more or is not ALIVE',
    );
  });

  it('is not begun outside a change window', () => {
    const cluster = cluster5();
    const roll = replicas(cluster);
    roll.until(() => roll.where() === `${server(5)} heal`);
    roll.context = {
      calendar: { window: { kind: 'closed', opensAt: undefined, windows: [] }, freeze: { kind: 'none' } },
    };
    roll.untilStatus('done');
    expect(back(roll)).toBe(0);
    expect(notes(roll).join()).toContain('leadership is not given back as it was before the run: ');
  });

  it.each(['pause', 'abort'] as const)('%s ends it, and the run with it', (stop) => {
    const cluster = cluster5();
    const roll = restoring(replicas(cluster));
    cluster.ignored.add('move-primaries');
    roll.untilNext('move-primaries').step();
    expect(inWords(roll.say(stop, carol))).toMatchObject({ accepted: true });
    expect(roll.where()).toBe('leave-maintenance');
    roll.untilStatus(stop === 'pause' ? 'done' : 'aborted');
    expect(notes(roll)).toHaveLength(1);
    expect(cluster.level).toBe('lively');
  });

  it('is left where somebody freezes the cluster', () => {
    const cluster = cluster5();
    const roll = restoring(replicas(cluster));
    cluster.ignored.add('move-primaries');
    roll.untilNext('move-primaries').step();
    cluster.level = 'freezed';
    roll.untilStatus('done');
    expect(cluster.level).toBe('freezed');
    expect(notes(roll).join()).toContain('leadership is not given back as it was before the run: paused by somebody');
  });
});

describe('a run that goes on where another one ended', () => {
  const aborted = (cluster: IdealCluster): CoreRun => {
    const roll = replicas(cluster);
    roll.until(() => roll.where() === `${server(4)} gates`);
    roll.say('abort');
    return roll.untilStatus('aborted');
  };
  const continued = (cluster: IdealCluster, before: CoreRun): CoreRun => {
    const asked = continuationOf(before.run);
    if (asked.kind === 'impossible') throw new Error(words(asked.why));
    return rolling(cluster, asked.options).untilStatus('done');
  };

  it('gives leadership back to whom the first one found it with', () => {
    const cluster = cluster5();
    const before = aborted(cluster);
    expect(leaders(cluster)).not.toEqual(leaders(cluster5()));
    continued(cluster, before);
    expect(leaders(cluster)).toEqual(leaders(cluster5()));
  });

  it('gives it back as it found it itself, where it was made even in between', () => {
    const cluster = cluster5();
    const before = aborted(cluster);
    // Even, and not as it was: each partition is led by its next server.
    const [table] = cluster.tables;
    table?.partitions.forEach((partition, index) => {
      const all = [partition.primary, ...partition.secondaries];
      const next = server(((index + 1) % 5) + 1);
      partition.primary = next;
      partition.secondaries = all.flatMap((address) => (address === undefined || address === next ? [] : [address]));
    });
    const even = leaders(cluster);
    expect(new Set(leads(cluster)).size).toBe(1);
    continued(cluster, before);
    expect(leaders(cluster)).toEqual(even);
  });
});

describe('the record of who led what', () => {
  it('says so of each partition, and nothing of one that had no primary or was not there', () => {
    const cluster = new IdealCluster();
    cluster.addTable('other', 2, 3);
    cluster.partition(gpid(2, 1)).primary = undefined;
    const recorded = recordLeaders(cluster.observe({ processes: [], ddd: false }));
    expect(leaderBefore(recorded, gpid(1, 4))).toBe(server(2));
    expect(leaderBefore(recorded, gpid(2, 1))).toBeUndefined();
    expect(leaderBefore(recorded, gpid(2, 2))).toBeUndefined();
    expect(leaderBefore(recorded, gpid(3, 0))).toBeUndefined();
    expect(leaderBefore(undefined, gpid(1, 0))).toBeUndefined();
  });

  it('takes a few bytes a partition', () => {
    const cluster = new IdealCluster({ nodes: 20, partitions: 2_000 });
    const recorded = recordLeaders(cluster.observe({ processes: [], ddd: false }));
    expect(JSON.stringify(recorded).length).toBeLessThan(3 * 2_000 + 1_000);
  });

  it('is not there in a run of an older version, which then gives nothing back', () => {
    const roll = replicas(cluster5());
    roll.until(() => roll.where() === `${server(5)} heal`);
    if (!('progress' in roll.run)) throw new Error('it has not begun');
    const { leaders: _absent, ...progress } = roll.run.progress;
    roll.run = { ...roll.run, progress };
    roll.untilStatus('done');
    expect(back(roll)).toBe(0);
    expect(policy.placementSlack).toBeUndefined();
  });
});
