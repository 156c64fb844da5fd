import { describe, expect, it } from 'vitest';
import { gpid } from '../../src/roll/ids.js';
import { carol, rolling } from '../support/core-run.js';
import { IdealCluster, server } from '../support/ideal-cluster.js';
import { words } from '../../src/words/words.js';
import { inWords } from '../support/in-words.js';

describe('moving primaries away', () => {
  it('goes to servers already rolled while they lead no more than they may, then to the one that leads least', () => {
    const cluster = new IdealCluster({ nodes: 4, partitions: 12 });
    const roll = rolling(cluster);
    roll.until(() => roll.events('target-done').length === 2 && roll.where() === '10.0.0.3:34801 move-primaries');
    const { next } = roll.untilNext('move-primaries');
    const moves = next.kind === 'act' && next.act.kind === 'move-primaries' ? next.act.moves : [];
    expect(moves.length).toBeGreaterThan(0);
    const rolled = [server(1), server(2)];
    // 12 primaries on the three others: four each, and a tenth more.
    const most = 5;
    const given = new Map<string, number>();
    const seen = cluster.observe({ processes: [], ddd: false });
    const leads = (address: string): number =>
      (seen.nodes.find((node) => node.address === address)?.primaries ?? 0) + (given.get(address) ?? 0);
    for (const { gpid: id, to } of moves) {
      const candidates = cluster.partition(id).secondaries;
      const free = rolled.filter((address) => candidates.includes(address) && leads(address) < most);
      expect(free.length === 0 || rolled.includes(to), `${id} to ${to}`).toBe(true);
      given.set(to, (given.get(to) ?? 0) + 1);
    }
  });

  it('never goes to a server that is not ALIVE, and sends nothing at all when a partition has nowhere to go', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 5 });
    const roll = rolling(cluster).untilStep('gates');
    roll.untilNext('set-add-secondary-max');
    // Between the gates and the drain one partition loses its other copies.
    cluster.partition(gpid(1, 0)).secondaries = [];
    roll.untilStatus('held');
    expect(roll.run).toMatchObject({ hold: { reason: 'second-failure', gpids: ['1.0'] } });
    expect(roll.acts.filter((act) => act.startsWith('move'))).toEqual([]);
  });

  it('proposes again one tick after a partition should have moved, and holds when nothing moves for the stall time', () => {
    const cluster = new IdealCluster();
    cluster.ignored.add('move-primaries');
    const roll = rolling(cluster).untilStatus('held');
    expect(roll.run).toMatchObject({ hold: { reason: 'moves-stalled', node: server(1), gpids: ['1.0', '1.3'] } });
    const proposals = roll.acts.filter((act) => act === 'move 2 primaries from 10.0.0.1:34801').length;
    // 300 s of stall, a proposal every two ticks of 10 s.
    expect(proposals).toBeGreaterThanOrEqual(14);
    expect(proposals).toBeLessThanOrEqual(16);
    expect(roll.acts.some((act) => act.startsWith('restart'))).toBe(false);
  });

  it('while it is held, add_secondary is released', () => {
    const cluster = new IdealCluster();
    cluster.ignored.add('move-primaries');
    const roll = rolling(cluster).untilStatus('held');
    for (let turn = 0; turn < 4; turn += 1) roll.step();
    expect(cluster.settings.addSecondaryMax).toBe(100);
  });

  it('retry gives the replicas back, waits until all is full, and drains anew', () => {
    const cluster = new IdealCluster();
    cluster.ignored.add('downgrade-secondaries');
    const roll = rolling(cluster).untilStatus('held');
    expect(roll.run).toMatchObject({ hold: { reason: 'downgrades-stalled' } });
    cluster.ignored.clear();
    roll.say('retry', carol);
    expect(roll.where()).toBe('10.0.0.1:34801 undrain');
    roll.untilStatus('done');
    expect(roll.acts.filter((act) => act === 'restart 10.0.0.1:34801')).toHaveLength(1);
  });

  it('skip leaves the server as it is, once its replicas are back, and goes on with the next', () => {
    const cluster = new IdealCluster();
    cluster.ignored.add('downgrade-secondaries');
    const roll = rolling(cluster).untilStatus('held');
    cluster.ignored.clear();
    roll.say('skip', carol);
    expect(roll.where()).toBe('10.0.0.1:34801 undrain');
    roll.untilStatus('done');
    expect(roll.acts.some((act) => act === 'restart 10.0.0.1:34801')).toBe(false);
    expect(roll.events('ended')).toMatchObject([{ notRolled: [server(1)] }]);
  });

  it('waits a tick, not two, for proposals that were refused because one is pending', () => {
    const cluster = new IdealCluster();
    cluster.ignored.add('move-primaries');
    const roll = rolling(cluster).untilNext('move-primaries');
    const at = roll.now;
    roll.tell({
      kind: 'performed',
      result: { ok: true, value: { refused: [{ gpid: gpid(1, 0), answer: 'ERR_INVALID_PARAMETERS' }] } },
    });
    roll.until(() => roll.next.kind === 'act');
    expect(roll.now - at).toBeGreaterThanOrEqual(10_000);
    expect(roll.now - at).toBeLessThan(13_000);
  });
});

describe('closing replicas', () => {
  it('is done when none serves or opens and no more close than before', () => {
    const cluster = new IdealCluster();
    let serving = 6;
    cluster.counts = () => ({ kind: 'counted', serving, opening: 0, closing: 8 });
    const roll = rolling(cluster).untilAct('close 10.0.0.1:34801');
    for (let turn = 0; turn < 5; turn += 1) roll.step();
    expect(roll.where()).toBe('10.0.0.1:34801 close-replicas');
    serving = 0;
    roll.untilStep('last-look');
  });

  it('waits a minute, and says so, where there is no count', () => {
    const cluster = new IdealCluster();
    cluster.counts = () => ({ kind: 'unavailable', why: 'perf-counters lists none' });
    const roll = rolling(cluster).untilAct('close 10.0.0.1:34801');
    const at = roll.now;
    roll.untilStep('last-look');
    expect(roll.now - at).toBeGreaterThanOrEqual(60_000);
    expect(roll.now - at).toBeLessThan(64_000);
    expect(roll.events('note').map(({ message }) => words(message))).toEqual([
      '10.0.0.1:34801 gives no count of its replicas (perf-counters lists none): waited 1 min for them to close',
    ]);
  });

  it('asks again when nothing came of it, holds in the end, and is forced by two people only', () => {
    const cluster = new IdealCluster();
    cluster.counts = () => ({ kind: 'counted', serving: 6, opening: 0, closing: 0 });
    const roll = rolling(cluster).untilStatus('held');
    expect(roll.run).toMatchObject({ hold: { reason: 'close-stalled' } });
    expect(roll.acts.filter((act) => act === 'close 10.0.0.1:34801').length).toBeGreaterThan(5);
    expect(inWords(roll.say('force', carol))).toMatchObject({
      accepted: true,
      message: 'noted: another approver must force it, too',
    });
    expect(roll.say('force', carol)).toMatchObject({ accepted: false });
    expect(roll.run.status).toBe('held');
    expect(inWords(roll.say('force'))).toEqual({ accepted: true, message: 'forced' });
    roll.untilAct('restart 10.0.0.1:34801');
  });

  it('forced, is stopped all the same when its replicas came back while people were asked: drained again, not closed again', () => {
    const cluster = new IdealCluster();
    cluster.counts = () => ({ kind: 'counted', serving: 2, opening: 0, closing: 0 });
    const roll = rolling(cluster, { roles: ['replica'], nodes: [server(1)] }).untilStatus('held');
    for (let turn = 0; turn < 20; turn += 1) roll.step();
    expect(cluster.observe({ processes: [], ddd: false }).nodes[0]).toMatchObject({ secondaries: 6 });
    const before = roll.acts.length;
    roll.say('force', carol);
    roll.say('force');
    roll.untilStatus('done');
    expect(roll.acts.slice(before, before + 4)).toEqual([
      'add_secondary 0',
      'downgrade 6 on 10.0.0.1:34801',
      'flush-log 10.0.0.1:34801',
      'restart 10.0.0.1:34801',
    ]);
  });

  it('an empty server is not drained', () => {
    const cluster = new IdealCluster({ nodes: 4, partitions: 2 });
    cluster.counts = () => ({ kind: 'counted', serving: 0, opening: 0, closing: 3 });
    const roll = rolling(cluster, { nodes: [server(3)], roles: ['replica'] });
    for (const partition of cluster.tables[0]?.partitions ?? []) {
      partition.primary = server(1);
      partition.secondaries = [server(2), server(4)];
    }
    roll.untilStatus('done');
    expect(roll.acts.filter((act) => /move|downgrade|close/.test(act))).toEqual([]);
  });

  it('replicas that come back to a drained server are drained once more', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster).untilStep('close-replicas');
    cluster.partition(gpid(1, 2)).secondaries.push(server(1));
    roll.untilStatus('done');
    expect(roll.acts).toContain('downgrade 1 on 10.0.0.1:34801');
  });

  it('the only copy of a partition is left where it is, with a waiver', () => {
    const cluster = new IdealCluster({ nodes: 3 });
    cluster.addTable('single', 3, 1);
    const roll = rolling(cluster, { allowLowReplication: ['single'] });
    roll.untilStatus('done');
    expect(roll.acts.some((act) => act.startsWith('close'))).toBe(false);
    expect(roll.acts.filter((act) => act.startsWith('restart'))).toHaveLength(7);
  });
});
