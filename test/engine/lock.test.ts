import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Life } from '../../simulation/world/life.js';
import { ClusterRecords } from '../../src/engine/cluster-records.js';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import type { Next } from '../../src/roll/decision.js';
import { clusterName, commandId, nodeAddress } from '../../src/roll/ids.js';
import type { RunStore } from '../../src/store/run-store.js';
import { bob, carol, rolling, saved } from '../support/told-runs.js';
import { asBefore, small, VirtualRoll, x } from '../support/virtual-roll.js';
import { WatchedStorage } from '../support/watched-storage.js';
import { words } from '../../src/words/words.js';
import { inWords } from '../support/in-words.js';

describe('a locked cluster', () => {
  it('takes no request, says who locked it and why, and takes them again when it is unlocked', async () => {
    const roll = await VirtualRoll.open(small);
    await roll.engine.start();
    expect(inWords(await roll.engine.lock(x, bob, 'disks are being replaced'))).toEqual({
      accepted: true,
      message: 'the cluster cluster-x is locked: no new run may start',
    });
    expect(roll.engine.clusters()[0]?.lock).toMatchObject({ by: bob, reason: 'disks are being replaced' });
    expect(inWords(await roll.ask())).toEqual({
      ok: false,
      failure: { message: `the cluster cluster-x is locked by <@${bob}>: “disks are being replaced”`, people: [bob] },
    });
    expect(inWords(await roll.engine.unlock(x, carol))).toEqual({
      accepted: true,
      message: `the cluster cluster-x is unlocked; <@${bob}> had locked it: “disks are being replaced”`,
    });
    expect(inWords(await roll.engine.unlock(x, carol))).toEqual({
      accepted: false,
      message: 'the cluster cluster-x is not locked',
    });
    expect(await roll.soon(roll.ask())).toMatchObject({ ok: true });
    expect(roll.storage.trail.filter(({ what }) => what === 'lock' || what === 'unlock')).toMatchObject([
      { what: 'lock', by: bob, detail: { reason: 'disks are being replaced' } },
      { what: 'unlock', by: carol, detail: { lock: { by: bob } } },
    ]);
  });

  it('is locked by the first who says so; who locked it can give another reason', async () => {
    const roll = await VirtualRoll.open(small);
    expect(
      inWords(await Promise.all([roll.engine.lock(x, bob, 'mine'), roll.engine.lock(x, carol, 'mine too')])),
    ).toEqual([
      { accepted: true, message: 'the cluster cluster-x is locked: no new run may start' },
      { accepted: false, message: `the cluster cluster-x is locked already, by <@${bob}>: “mine”` },
    ]);
    expect(inWords(await roll.engine.lock(x, bob, 'still mine'))).toMatchObject({ accepted: true });
    expect(roll.engine.clusters()[0]?.lock).toMatchObject({ by: bob, reason: 'still mine' });
  });

  it('with all others is locked apart from a lock of its own, after the bot has died, too', async () => {
    const roll = await VirtualRoll.open(small);
    await roll.engine.start();
    await roll.engine.lock(x, bob, 'disks');
    expect(inWords(await roll.engine.lock(x, bob, 'data centre works', 'all'))).toEqual({
      accepted: false,
      message: `the cluster cluster-x is locked already, by <@${bob}>: “disks”`,
    });
    expect(await roll.engine.unlock(x, bob, 'all')).toMatchObject({ accepted: false });
    expect(roll.engine.clusters()[0]?.lock).toMatchObject({ by: bob, reason: 'disks' });
    await roll.engine.unlock(x, bob);
    await roll.engine.lock(x, bob, 'data centre works', 'all');
    await roll.killAndRestart(5_000);
    expect(roll.engine.clusters()[0]?.lock).toMatchObject({ by: bob, reason: 'data centre works', withAll: true });
    expect(await roll.engine.unlock(x, bob, 'all')).toMatchObject({ accepted: true });
    expect(roll.engine.clusters()[0]?.lock).toBeUndefined();
  });

  it('stays locked when the bot dies', async () => {
    const roll = await VirtualRoll.open(small);
    await roll.engine.start();
    await roll.engine.lock(x, bob, 'disks');
    await roll.killAndRestart(5_000);
    expect(roll.engine.clusters()[0]?.lock).toMatchObject({ by: bob, reason: 'disks' });
  });

  it('locked while a request is planned: nothing is posted', async () => {
    const roll = await VirtualRoll.open({ ...small, startLatencyMs: 2_000 });
    await roll.engine.start();
    const asked = roll.ask();
    await roll.clock.advance(1_000);
    await roll.engine.lock(x, bob, 'disks');
    expect(inWords(await roll.soon(asked))).toMatchObject({
      ok: false,
      failure: { message: `the cluster cluster-x is locked by <@${bob}>: “disks”` },
    });
    expect(roll.engine.runs()).toEqual([]);
  });

  it('locked while its run awaits approval: the run says so, and holds instead of beginning', async () => {
    const roll = await VirtualRoll.open(small);
    const { id } = await roll.request();
    expect(inWords(await roll.engine.lock(x, carol, 'disks'))).toEqual({
      accepted: true,
      message: `the cluster cluster-x is locked: no new run may start. Run ${id} (awaiting-approval) cannot begin before it is unlocked`,
    });
    await roll.until((run) => run.log.some(({ kind }) => kind === 'locked'));
    await roll.approve();
    await roll.until((run) => run.status === 'held');
    expect(roll.run()).toMatchObject({ hold: { reason: 'gate', gates: [{ gate: 'lock' }] } });
    await roll.engine.unlock(x, carol);
    await roll.engine.submit(id, { kind: 'retry', by: bob, via: 'button' });
    expect((await roll.toTheEnd()).status).toBe('done');
  });

  it('locked in the middle of a run: it goes on to its end, says so, and no setting is lost', async () => {
    const roll = await VirtualRoll.open(small);
    const { id } = await roll.request();
    await roll.approve();
    await roll.untilStep('await-return');
    expect(inWords(await roll.engine.lock(x, carol, 'disks'))).toMatchObject({
      message: `the cluster cluster-x is locked: no new run may start. Run ${id} (rolling) goes on; pause or abort it if it should not`,
    });
    const run = await roll.toTheEnd();
    expect(run.status).toBe('done');
    expect(run.log).toContainEqual(expect.objectContaining({ kind: 'locked', by: carol, reason: 'disks' }));
    const record = roll.storage.cluster(x);
    expect(record).toMatchObject({ lock: { by: carol } });
    expect(record).not.toHaveProperty('maintenance');
    expect(record?.restarts).toHaveLength(4);
    expect(roll.outcome().settings).toEqual(asBefore);
  });

  it.each(['approved', 'paused', 'rolling'])(
    'says what becomes of a run that is %s and has touched nothing yet',
    async (status) => {
      const roll = await VirtualRoll.open(small);
      const { id } = await roll.request();
      await roll.approve();
      if (status === 'paused') await roll.engine.submit(id, { kind: 'pause', by: bob, via: 'button' });
      await roll.until((run) => run.status === status);
      expect(words((await roll.engine.lock(x, carol, 'disks')).message)).toContain(
        status === 'rolling' ? '(rolling) goes on' : `(${status}) cannot begin before it is unlocked`,
      );
    },
  );

  it('a lock that cannot be written down is none, and the person is told', async () => {
    const roll = await VirtualRoll.open(small);
    roll.storage.fill();
    expect(inWords(await roll.engine.lock(x, bob, 'disks'))).toEqual({
      accepted: false,
      message: 'it could not be written down, so nothing was done: the disk of the bot refuses writes',
    });
    expect(roll.engine.clusters()[0]?.lock).toBeUndefined();
    roll.storage.makeRoom();
    expect(inWords(await roll.engine.lock(x, bob, 'disks'))).toMatchObject({ accepted: true });
  });

  it('of a cluster that there is not is answered with those there are', async () => {
    const roll = await VirtualRoll.open(small);
    expect(inWords(await roll.engine.lock(clusterName('cluster-z'), bob, 'x'))).toEqual({
      accepted: false,
      message: 'there is no cluster cluster-z here; there is cluster-x',
    });
    expect(await roll.engine.unlock(clusterName('cluster-z'), bob)).toMatchObject({ accepted: false });
  });
});

describe('the record of a cluster', () => {
  it('loses nothing of what is changed at the same moment, however slow the disk', async () => {
    const store = await new WatchedStorage().open(new Life(), new VirtualClock());
    const slow: RunStore = {
      ...store.runs,
      commit: async (commit) => {
        await turn();
        await store.runs.commit(commit);
      },
    };
    const clusterRecords = new ClusterRecords(x, slow);
    const run = rolling();
    const restart = (host: string): Next => ({
      kind: 'command',
      command: {
        id: commandId(`r-${host}`),
        run: run.id,
        cluster: x,
        role: 'replica',
        address: nodeAddress(`${host}:34801`),
        index: 0,
        verb: 'restart',
      },
    });
    await Promise.all([
      clusterRecords.commit(run, restart('10.0.0.1'), 1_000, {}),
      clusterRecords.lock({ by: bob, at: 1_001, reason: 'disks' }),
      clusterRecords.commit(run, restart('10.0.0.2'), 1_002, {}),
      clusterRecords.commit(run, { kind: 'end' }, 1_003, {}),
    ]);
    expect(clusterRecords.record()).toEqual({
      lock: { by: bob, at: 1_001, reason: 'disks' },
      maintenance: { run: run.id, since: 1_000, saved },
      restarts: [
        { address: '10.0.0.1:34801', at: 1_000 },
        { address: '10.0.0.2:34801', at: 1_002 },
      ],
    });
    await Promise.all([
      clusterRecords.commit({ ...run, progress: { ...run.progress, restored: true } }, { kind: 'end' }, 1_003, {}),
      clusterRecords.unlock(carol, 1_004),
    ]);
    expect(clusterRecords.record()).toEqual({ restarts: [expect.anything(), expect.anything()] });
  });
});
