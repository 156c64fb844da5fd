import { describe, expect, it } from 'vitest';
import { gpid, nodeAddress } from '../../src/roll/ids.js';
import { makePlan, unknownTargets } from '../../src/roll/make-plan.js';
import { alwaysOpen } from '../../src/roll/calendar.js';
import { blocks } from '../../src/roll/gates/gates.js';
import { defaultOptions, type RollOptions } from '../../src/roll/options.js';
import { rollbackOf } from '../../src/roll/rollback.js';
import { continuationOf } from '../../src/roll/continuation.js';
import { words } from '../../src/words/words.js';
import { carol, CoreRun, policy, rolling } from '../support/core-run.js';
import { IdealCluster, meta, server } from '../support/ideal-cluster.js';

/** It died long ago: all partitions have had their copies on the others since. */
function withDead(cluster: IdealCluster, place = 5): IdealCluster {
  cluster.nodes.push({ address: server(place), alive: false });
  return cluster;
}

const fifthDead = (): IdealCluster => withDead(new IdealCluster({ nodes: 4, partitions: 8 }));
const deadServer = { allowDeadServers: [server(5)] };

const read = (cluster: IdealCluster) =>
  cluster.observe({
    processes: [...cluster.nodes.map(({ address }) => address), ...cluster.metas],
    ddd: true,
    blackList: true,
  });

const planOf = (cluster: IdealCluster, options: Partial<RollOptions>, rules = policy) =>
  makePlan(
    read(cluster),
    { ...defaultOptions, ...options },
    { now: 1_000_000, policy: rules, restarts: [], lock: undefined, calendar: alwaysOpen },
  );

const blocking = (cluster: IdealCluster, options: Partial<RollOptions>, rules = policy) =>
  blocks(planOf(cluster, options, rules).gates).map(({ gate }) => gate);

const refusal = (cluster: IdealCluster, options: Partial<RollOptions>) => {
  const unknown = unknownTargets(read(cluster), { ...defaultOptions, ...options }, policy);
  return unknown && { about: unknown.about, says: words(unknown.message) };
};

const reasonOf = ({ run }: CoreRun) => (run.status === 'held' ? run.hold.reason : run.status);
const leftOf = (roll: CoreRun) => roll.events('ended')[0]?.cluster;
const gatesOf = ({ run }: CoreRun) => (run.status === 'held' ? run.hold.gates.map(({ gate }) => gate) : []);

describe('a dead server that is allowed by name', () => {
  it('blocks without that, and is out of the way of the others with it: they are rolled, it is left out', () => {
    expect(blocking(fifthDead(), {})).toEqual(['nodes-alive']);
    expect(blocking(fifthDead(), deadServer)).toEqual([]);
    const roll = rolling(fifthDead(), { roles: ['replica'], ...deadServer }).untilStatus('done');
    expect(roll.events('held')).toEqual([]);
    expect(roll.commands.map(({ address }) => address)).toEqual([1, 2, 3, 4].map(server));
    expect(roll.run.plan.skipped.map(({ address, why }) => `${address} ${words(why)}`)).toEqual([
      `${server(5)} is dead and stays dead (--allow dead-server)`,
    ]);
  });

  it('is another plan, and what is left of the cluster is told as it is', () => {
    const cluster = fifthDead();
    expect(planOf(cluster, deadServer).id).not.toBe(planOf(cluster, {}).id);
    expect(planOf(cluster, deadServer).namedWaivers).toEqual({
      deadServers: [server(5)],
      deadPartitions: [],
      splitting: [],
    });
    const roll = rolling(cluster, { roles: ['replica'], ...deadServer }).untilStatus('done');
    expect(leftOf(roll)).toMatchObject({ dead: [server(5)], short: [] });
  });

  it('does not cover a partition that lacks the copy that it had', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 8 });
    cluster.die(server(5));
    expect(blocking(cluster, deadServer)).toEqual(['partitions-full', 'node-removable']);
  });

  it('covers no other dead server, before the run and in the middle of it', () => {
    expect(blocking(withDead(fifthDead(), 6), deadServer)).toEqual(['nodes-alive']);
    const roll = rolling(withDead(new IdealCluster({ nodes: 5, partitions: 10 }), 6), {
      roles: ['replica'],
      allowDeadServers: [server(6)],
    });
    roll.untilStep('close-replicas');
    roll.cluster.die(server(4));
    roll.untilStatus('held');
    expect(reasonOf(roll)).toBe('second-failure');
  });

  it('is counted as dead by the freeze check', () => {
    const rules = { ...policy, livePercentage: 75 };
    // Of four servers three are left, of five that the meta knows as well: 75% and 60%.
    expect(blocking(new IdealCluster({ nodes: 4 }), {}, rules)).toEqual([]);
    expect(blocking(fifthDead(), deadServer, rules)).toEqual(['not-frozen']);
    expect(blocking(fifthDead(), deadServer, { ...policy, minLiveNodes: 4 })).toEqual(['not-frozen']);
  });

  it('that is ALIVE again in the middle is not waived any more, also when it dies once more', () => {
    const roll = rolling(fifthDead(), { roles: ['replica'], ...deadServer }).untilStep('close-replicas');
    roll.cluster.restart(server(5), '2.4.0');
    const fifth = roll.cluster.nodes.find(({ address }) => address === server(5));
    if (fifth === undefined) throw new Error('no fifth');
    fifth.alive = true;
    roll.until(() => roll.where() === `${server(2)} close-replicas`);
    expect(roll.events('note').map(({ message }) => words(message))).toContain(
      `${server(5)} is ALIVE again. Its waiver is over; this run does not roll that server.`,
    );
    fifth.alive = false;
    roll.cluster.kill(server(5));
    roll.untilStatus('held');
    expect(reasonOf(roll)).toBe('second-failure');
  });

  it('asks again where it is ALIVE when the approval is complete', () => {
    const cluster = fifthDead();
    const roll = new CoreRun(cluster, { roles: ['replica'], ...deadServer });
    for (const node of cluster.nodes) node.alive = true;
    cluster.restart(server(5), '2.4.0');
    roll.say('approve', carol);
    roll.until((run) => run.log.some(({ kind }) => kind === 'replanned'));
    expect(roll.run.status).toBe('awaiting-approval');
    expect(roll.run.plan.namedWaivers).toBeUndefined();
  });

  it('is refused at the request where it is not there, is ALIVE, or its process answers', () => {
    expect(refusal(fifthDead(), deadServer)).toBeUndefined();
    expect(refusal(fifthDead(), { allowDeadServers: [nodeAddress('10.0.0.77:34801')] })).toMatchObject({
      about: 'allow',
      says: expect.stringMatching(/^no replica server 10\.0\.0\.77:34801 in this cluster/) as string,
    });
    expect(refusal(fifthDead(), { allowDeadServers: [server(1)] })?.says).toMatch(/^10\.0\.0\.1:34801 is ALIVE;/);
    const ignored = fifthDead();
    ignored.restart(server(5), '2.4.0');
    expect(refusal(ignored, deadServer)?.says).toMatch(/^the process of 10\.0\.0\.5:34801 answers;/);
  });

  it('is allowed to the rollback and the continuation of the run, too', () => {
    const roll = rolling(fifthDead(), { roles: ['replica'], version: '2.5.0', ...deadServer }).untilStatus('done');
    const back = rollbackOf(roll.run);
    expect(back.kind === 'possible' && back.options.allowDeadServers).toEqual([server(5)]);
    const aborted = rolling(fifthDead(), { roles: ['replica'], ...deadServer }).untilStep('close-replicas');
    aborted.say('abort', carol);
    aborted.untilStatus('aborted');
    const rest = continuationOf(aborted.run);
    expect(rest.kind === 'possible' && rest.options.allowDeadServers).toEqual([server(5)]);
  });
});

describe('a partition without a copy that is allowed by name', () => {
  const lost = gpid(1, 7);
  const deadPartition = { allowDeadPartitions: [lost] };

  function withLost(places: readonly number[] = [7]): IdealCluster {
    const cluster = new IdealCluster({ nodes: 4, partitions: 8 });
    for (const place of places) {
      const partition = cluster.partition(gpid(1, place));
      partition.primary = undefined;
      partition.secondaries = [];
      cluster.ddd.push(gpid(1, place));
    }
    return cluster;
  }

  it('blocks without that, and is neither in the way nor waited for with it', () => {
    expect(blocking(withLost(), {})).toEqual(['partitions-full', 'no-ddd']);
    expect(blocking(withLost(), deadPartition)).toEqual([]);
    const roll = rolling(withLost(), { ...deadPartition }).untilStatus('done');
    expect(roll.events('held')).toEqual([]);
    expect(roll.commands.filter(({ role }) => role === 'replica')).toHaveLength(4);
    expect(leftOf(roll)).toMatchObject({ lost: 1, dead: [] });
  });

  it('with the fast drain as well', () => {
    const roll = rolling(withLost(), { roles: ['replica'], drain: 'fast', ...deadPartition }).untilStatus('done');
    expect(roll.events('held')).toEqual([]);
  });

  it('covers no other partition that is lost or lacks a copy', () => {
    expect(blocking(withLost([6, 7]), deadPartition)).toEqual(['partitions-full', 'no-ddd']);
    const roll = rolling(withLost(), { roles: ['replica'], ...deadPartition }).untilStep('close-replicas');
    const low = roll.cluster.partition(gpid(1, 6));
    low.secondaries = [];
    roll.untilStatus('held');
    expect(reasonOf(roll)).toBe('second-failure');
  });

  it('that has a copy again is not waived any more, and its first copy is no second failure', () => {
    const roll = rolling(withLost(), { roles: ['replica'], ...deadPartition }).untilStep('await-return');
    const partition = roll.cluster.partition(lost);
    roll.cluster.ddd = [];
    partition.primary = server(3);
    roll.until(() => roll.where().endsWith('heal'));
    expect(roll.events('note').map(({ message }) => words(message))).toContain(
      'partition 1.7 has a copy again. Its waiver is over.',
    );
    // It is waited for from now on, whatever becomes of it.
    roll.untilStatus('held');
    expect(reasonOf(roll)).toBe('heal-stalled');
  });

  it('is refused at the request where it is not there or has a copy', () => {
    expect(refusal(withLost(), deadPartition)).toBeUndefined();
    expect(refusal(withLost(), { allowDeadPartitions: [gpid(9, 9)] })?.says).toMatch(/^no partition 9\.9 in this clu/);
    expect(refusal(withLost(), { allowDeadPartitions: [gpid(1, 6)] })?.says).toMatch(/^1\.6 has a copy on a server/);
  });
});

describe('a table whose split is allowed by name', () => {
  const splitting = { allowSplitting: ['grows'] };

  /** On the first three of five servers, with its new partitions announced. */
  function withSplit(): IdealCluster {
    const cluster = new IdealCluster({ nodes: 5, partitions: 10 });
    cluster.addTable('grows', 2, 3);
    const grows = cluster.tables.at(-1);
    if (grows === undefined) throw new Error('no table');
    for (const partition of grows.partitions)
      Object.assign(partition, { primary: server(1), secondaries: [server(2), server(3)] });
    split(cluster);
    return cluster;
  }

  const growing = (cluster: IdealCluster) => cluster.tables.find(({ name }) => name === 'grows')?.partitions ?? [];

  function split(cluster: IdealCluster): void {
    const partitions = growing(cluster);
    partitions.push(...partitions.map(() => ({ primary: undefined, secondaries: [], ballot: -1 })));
  }

  function endSplit(cluster: IdealCluster): void {
    for (const partition of growing(cluster))
      if (partition.ballot < 0)
        Object.assign(partition, { primary: server(1), secondaries: [server(2), server(3)], ballot: 4 });
  }

  it('blocks without that; with it metas and servers without a copy of it are rolled', () => {
    expect(blocking(withSplit(), {})).toEqual(['partitions-full']);
    expect(blocking(withSplit(), splitting)).toEqual([]);
    const nodes = [server(4), server(5)];
    const roll = rolling(withSplit(), { roles: ['replica', 'meta'], nodes, ...splitting }).untilStatus('done');
    expect(roll.events('held')).toEqual([]);
    expect(roll.commands.map(({ address }) => address)).toEqual([...nodes, meta(2), meta(3), meta(1)]);
  });

  it('a server with a copy of it waits until the split is over', () => {
    const cluster = withSplit();
    const roll = rolling(cluster, { roles: ['replica'], nodes: [server(2)], ...splitting });
    roll.until(
      () => 'progress' in roll.run && roll.run.progress.waiting !== undefined && roll.where().endsWith('gates'),
    );
    const since = roll.now;
    roll.until(() => roll.now - since > 120_000 || roll.run.status === 'held');
    expect(roll.commands).toEqual([]);
    expect(roll.acts.filter((act) => /^(move|downgrade|close)/.test(act))).toEqual([]);
    endSplit(cluster);
    if (roll.run.status === 'held') roll.say('retry', carol);
    roll.untilStatus('done');
    expect(roll.commands.map(({ address }) => address)).toEqual([server(2)]);
  });

  it('that begins after a server was drained of it keeps that one from being closed', () => {
    const cluster = withSplit();
    endSplit(cluster);
    const options = { roles: ['replica' as const], nodes: [server(2)], ...splitting };
    const roll = rolling(cluster, options).untilStep('close-replicas');
    split(cluster);
    const since = roll.now;
    roll.until(() => roll.now - since > 60_000 || roll.run.status === 'held');
    expect(roll.acts).not.toContain(`close ${server(2)}`);
  });

  it('covers no lack of copies in the partitions that it has', () => {
    const cluster = withSplit();
    const [first] = growing(cluster);
    first?.secondaries.pop();
    expect(blocking(cluster, splitting)).toContain('partitions-full');
    first?.secondaries.push(server(3));
    const roll = rolling(cluster, { roles: ['replica'], nodes: [server(4)], ...splitting }).untilStep('close-replicas');
    first?.secondaries.splice(0);
    roll.untilStatus('held');
    expect(reasonOf(roll)).toBe('second-failure');
    expect(gatesOf(roll)).toEqual([]);
  });

  it('is refused at the request where there is no such table, or it is not splitting', () => {
    expect(refusal(withSplit(), splitting)).toBeUndefined();
    expect(refusal(withSplit(), { allowSplitting: ['none'] })?.says).toMatch(/^no table none in this cluster/);
    expect(refusal(withSplit(), { allowSplitting: ['temp'] })?.says).toMatch(/^temp is not splitting/);
  });
});

describe('what a gate says can be typed', () => {
  const says = (cluster: IdealCluster, options: Partial<RollOptions> = {}) =>
    blocks(planOf(cluster, options).gates).map(({ gate, reason }) => `${gate}: ${words(reason)}`);

  it('names the dead server, where all copies are on the others', () => {
    expect(says(fifthDead())).toEqual([
      `nodes-alive: ${server(5)} is not ALIVE. If that is known and it stays dead, ask anew with --allow dead-server=${server(5)}`,
    ]);
    const lacking = new IdealCluster({ nodes: 5, partitions: 8 });
    lacking.die(server(5));
    expect(says(lacking).join()).not.toContain('--allow');
  });

  it('says nothing of it where the process answers', () => {
    const ignored = fifthDead();
    ignored.restart(server(5), '2.4.0');
    expect(says(ignored).join()).not.toContain('--allow');
  });

  it('has all that is in the way, and what is allowed already, as --allow is taken once', () => {
    const cluster = fifthDead();
    Object.assign(cluster.partition(gpid(1, 7)), { primary: undefined, secondaries: [] });
    cluster.ddd.push(gpid(1, 7));
    const all = `--allow dead-server=${server(5)},dead-partition=1.7`;
    expect(says(cluster).filter((each) => each.endsWith(all))).toHaveLength(2);
    const left = says(cluster, { allowDeadServers: [server(5)] });
    expect(left.filter((each) => each.includes('--allow'))).toEqual([
      expect.stringMatching(/^no-ddd: .*If that is known and they stay lost, ask anew with --allow dead-server=/),
    ]);
    expect(left.join()).toContain(all);
    expect(says(cluster, { allowDeadServers: [server(5)], allowDeadPartitions: [gpid(1, 7)] })).toEqual([]);
  });

  it('names a table that splits', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 10 });
    const [table] = cluster.tables;
    table?.partitions.push({ primary: undefined, secondaries: [], ballot: -1 });
    expect(says(cluster)).toEqual([
      expect.stringMatching(/^partitions-full: .* ask anew with --allow splitting=temp$/),
    ]);
  });

  it('is the same in the hold that the run stands in', () => {
    const roll = rolling(fifthDead(), { roles: ['replica'] }).untilStatus('held');
    expect(roll.run.status === 'held' && roll.run.hold.gates.map(({ reason }) => words(reason))).toEqual([
      expect.stringContaining(`--allow dead-server=${server(5)}`),
    ]);
  });
});
