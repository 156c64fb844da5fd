import { describe, expect, it } from 'vitest';
import { clusterName, runId } from '../../src/roll/ids.js';
import { defaultOptions } from '../../src/roll/options.js';
import { hasEnded } from '../../src/roll/run.js';
import { alice, bob, carol } from '../support/told-runs.js';
import { asBefore, small, VirtualRoll, x } from '../support/virtual-roll.js';
import { words } from '../../src/words/words.js';
import { inWords } from '../support/in-words.js';

describe('a request', () => {
  it('for an unknown cluster lists those there are', async () => {
    const roll = await VirtualRoll.open(small);
    expect(
      inWords(
        await roll.engine.requestRoll({
          cluster: clusterName('cluster-z'),
          options: defaultOptions,
          by: alice,
          channel: 'C1',
        }),
      ),
    ).toEqual({ ok: false, failure: { message: 'there is no cluster cluster-z here; there is cluster-x' } });
  });

  it('while a run is on says by whom and which', async () => {
    const roll = await VirtualRoll.open(small);
    const run = await roll.request();
    const second = await roll.ask({}, bob);
    expect(inWords(second)).toMatchObject({
      ok: false,
      failure: {
        message: `cluster-x is busy with run ${run.id} (awaiting-approval), asked for by <@${alice}>`,
        busy: { id: run.id },
      },
    });
  });

  it('at the same moment as another one: one of them is taken', async () => {
    const roll = await VirtualRoll.open(small);
    await roll.engine.start();
    const both = [alice, bob].map((by) => roll.ask({}, by));
    const results = await roll.soon(Promise.all(both));
    expect(results.map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect(roll.engine.runs()).toHaveLength(1);
  });

  it('that names servers or tables that are not there, or has nothing to do, is answered in words', async () => {
    const roll = await VirtualRoll.open(small);
    const ask = async (options: object): Promise<string> => {
      const result = await roll.soon(roll.ask(options));
      return result.ok ? 'taken' : words(result.failure.message);
    };
    expect(await ask({ nodes: ['10.9.9.9:34801'] })).toBe(
      'no replica server 10.9.9.9:34801 in this cluster; it has 127.0.0.1:34801, 127.0.0.1:34802, 127.0.0.1:34803, 127.0.0.1:34804',
    );
    expect(await ask({ allowLowReplication: ['nope'] })).toBe('no table nope in this cluster; it has temp');
    expect(await ask({ version: '2.5.0', roles: ['replica'] })).toContain(
      'there is nothing to roll in cluster-x: 127.0.0.1:34801 already on 2.5.0',
    );
  });

  it('of a cluster that cannot be read says so, with the lines', async () => {
    const roll = await VirtualRoll.open(small);
    roll.cluster.faults.killAllMetas();
    const result = await roll.soon(roll.ask());
    expect(inWords(result)).toMatchObject({
      ok: false,
      failure: { message: expect.stringMatching(/^cluster-x cannot be read: /) },
    });
    expect(roll.engine.runs()).toEqual([]);
  });
});

describe('the audit trail', () => {
  it('has every act before its outcome, and every decision of people', async () => {
    const roll = await VirtualRoll.open(small);
    await roll.request();
    await roll.approve();
    await roll.toTheEnd();
    const kinds = roll.storage.trail.filter(({ what }) => what === 'act' || what === 'outcome').map(({ what }) => what);
    expect(kinds.length).toBeGreaterThan(30);
    expect(kinds.every((what, at) => what === (at % 2 === 0 ? 'act' : 'outcome'))).toBe(true);
    expect(roll.storage.trail.filter(({ what }) => what === 'intent')).toMatchObject([
      { by: alice, detail: { kind: 'roll' } },
      { by: bob, detail: { kind: 'approve', accepted: true } },
    ]);
    expect(roll.storage.trail.filter(({ what }) => what === 'command')).toHaveLength(8);
  });

  it('nothing is done that could not be written down, but for what the space that is kept for it is for: add_secondary is given back, and people are asked', async () => {
    const roll = await VirtualRoll.open(small);
    await roll.request();
    await roll.approve();
    await roll.untilStep('downgrade-secondaries');
    const before = roll.processes.begun.length;
    const begun = roll.storage.trail.length;
    roll.storage.fill();
    await roll.clock.advance(5_000);
    expect(roll.storage.trail).toHaveLength(begun);
    expect(inWords(await roll.engine.submit(roll.run().id, { kind: 'pause', by: bob, via: 'button' }))).toMatchObject({
      accepted: false,
      message: expect.stringContaining('could not be written down'),
    });
    expect(roll.engine.unsaved.of(roll.run().id)).toMatchObject({
      why: 'the disk of the bot is full',
      settings: { addSecondaryMax: 0, level: 'steady' },
    });
    await roll.clock.advance(60_000);
    expect(inWords(roll.run())).toMatchObject({
      status: 'held',
      hold: { reason: 'cannot-save', now: 'there is still no room on the disk of the bot' },
    });
    expect(roll.engine.unsaved.of(roll.run().id)).toBeUndefined();
    expect(roll.cluster.truth().leader?.addSecondaryMax).not.toBe(0);
    expect(roll.processes.begun).toHaveLength(before);
    expect(inWords(await roll.engine.submit(roll.run().id, { kind: 'retry', by: bob, via: 'button' }))).toMatchObject({
      accepted: false,
      message: expect.stringContaining('make room first'),
    });

    roll.storage.makeRoom();
    await roll.clock.advance(90_000);
    expect(inWords(roll.run())).toMatchObject({
      status: 'held',
      hold: { now: expect.stringContaining('there is room on the disk of the bot again') },
    });
    expect(await roll.engine.submit(roll.run().id, { kind: 'retry', by: bob, via: 'button' })).toMatchObject({
      accepted: true,
    });
    expect((await roll.toTheEnd()).status).toBe('done');
    expect(Object.values(roll.outcome().starts).every((starts) => starts === 1)).toBe(true);
  });

  it('waiting is not written: a minute of it costs one save', async () => {
    const roll = await VirtualRoll.open(small);
    await roll.request({ soakMs: 600_000 });
    await roll.approve();
    await roll.untilStep('soak');
    const saves = roll.storage.saves;
    await roll.clock.advance(300_000);
    expect(roll.storage.saves - saves).toBeLessThanOrEqual(6);
  });
});

describe('people', () => {
  it('who press at the same moment are answered one after the other: one of them did it', async () => {
    const roll = await VirtualRoll.open(small);
    const { id, plan } = await roll.request();
    const answers = await Promise.all(
      [bob, carol].map((by) => roll.engine.submit(id, { kind: 'approve', by, planId: plan.id, via: 'button' })),
    );
    expect(inWords(answers)).toEqual([
      { accepted: true, message: 'approved: it begins now' },
      { accepted: false, message: `already approved by <@${bob}>` },
    ]);
  });

  it('are heard while the cluster is being read, and the pause comes before the next act', async () => {
    const roll = await VirtualRoll.open({ ...small, startLatencyMs: 5_000 });
    const { id } = await roll.request();
    await roll.approve();
    await roll.clock.advance(2_000);
    expect(await roll.engine.submit(id, { kind: 'pause', by: bob, via: 'button' })).toMatchObject({ accepted: true });
    const acts = roll.storage.trail.filter(({ what }) => what === 'act').length;
    await roll.clock.advance(60_000);
    expect(roll.run().status).toBe('paused');
    expect(roll.storage.trail.filter(({ what }) => what === 'act')).toHaveLength(acts);
  });

  it('who say nothing let the request expire', async () => {
    const roll = await VirtualRoll.open(small);
    await roll.request();
    await roll.until(hasEnded, 1_900_000);
    expect(roll.run().status).toBe('expired');
  });

  it('talk to a run that is gone, and are told', async () => {
    const roll = await VirtualRoll.open(small);
    expect(
      inWords(await roll.engine.submit(runId('cluster-x-none'), { kind: 'pause', by: bob, via: 'command' })),
    ).toEqual({
      accepted: false,
      message: 'run cluster-x-none has ended',
    });
  });
});

describe('at the start of the bot', () => {
  it('settings of which no run is left are put back, and no run begins before', async () => {
    const roll = await VirtualRoll.open(small);
    await roll.request();
    await roll.approve();
    await roll.untilStep('close-replicas');
    // The run's own file is lost; the record of its settings is not.
    roll.life.kill();
    roll.storage.loseRuns();
    await roll.killAndRestart(5_000);
    expect(roll.engine.runs()).toEqual([]);
    expect(roll.storage.cluster(x)).toHaveProperty('maintenance');
    expect(inWords(await roll.ask())).toMatchObject({
      ok: false,
      failure: {
        message:
          'the settings of cluster-x that an earlier run left behind are being put back first; ask again in a moment',
      },
    });
    await roll.clock.until(() => roll.storage.cluster(x)?.maintenance === undefined, 300_000);
    expect(roll.outcome().settings).toEqual(asBefore);
    expect(await roll.soon(roll.ask())).toMatchObject({ ok: true });
  });

  it.each([3_000, 12_000, 25_000, 33_000, 70_000])(
    'a leader that dies %i ms into a run costs no setting and no second restart',
    async (at) => {
      const roll = await VirtualRoll.open(small);
      await roll.request();
      await roll.approve();
      await roll.clock.advance(at);
      roll.cluster.faults.loseLeader();
      await roll.clock.advance(60_000);
      const { leader } = roll.cluster.truth();
      for (const meta of roll.cluster.metaAddresses) if (!roll.cluster.isUp(meta)) await roll.cluster.start(meta);
      expect(leader).toBeDefined();
      expect((await roll.toTheEnd()).status).toBe('done');
      expect(roll.outcome().settings).toEqual(asBefore);
      expect(roll.cluster.replicaAddresses.map((address) => roll.cluster.truth().process(address)?.starts)).toEqual([
        1, 1, 1, 1,
      ]);
    },
  );
});
