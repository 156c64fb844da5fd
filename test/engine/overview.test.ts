import { describe, expect, it } from 'vitest';
import { parseWindow, type ChangeWindow } from '../../src/calendar/change-window.js';
import { clusterName } from '../../src/roll/ids.js';
import { defaultOptions } from '../../src/roll/options.js';
import { alice, bob } from '../support/told-runs.js';
import { small, VirtualRoll } from '../support/virtual-roll.js';
import { inWords } from '../support/in-words.js';

const daily = (times: string): ChangeWindow => {
  const parsed = parseWindow(`daily ${times} UTC`);
  if (!parsed.ok) throw new Error(parsed.failure.expected);
  return parsed.value;
};

const overview = (roll: VirtualRoll): ReturnType<VirtualRoll['engine']['overview']> =>
  roll.soon(roll.engine.overview());

describe('what can be rolled', () => {
  it('says how a cluster is, and what is wrong with it', async () => {
    const roll = await VirtualRoll.open(small);
    await roll.engine.start();
    expect(await overview(roll)).toMatchObject([
      {
        cluster: 'cluster-x',
        health: { kind: 'well', replicaServers: 4, metas: 3, tables: 1 },
        lock: undefined,
        active: undefined,
        last: undefined,
      },
    ]);
    const [first] = roll.cluster.replicaAddresses;
    if (first !== undefined) void roll.cluster.stop(first, 'TERM');
    await roll.clock.advance(60_000);
    expect(await overview(roll)).toMatchObject([
      {
        health: {
          kind: 'troubled',
          blocks: expect.arrayContaining([expect.objectContaining({ gate: 'nodes-alive' })]),
        },
      },
    ]);
    roll.cluster.faults.killAllMetas();
    await roll.clock.advance(60_000);
    expect(await overview(roll)).toMatchObject([{ health: { kind: 'unreadable' } }]);
  });

  it('asks the cluster once for all who ask within ten seconds', async () => {
    const roll = await VirtualRoll.open(small);
    await roll.engine.start();
    const [one, two] = await Promise.all([overview(roll), overview(roll)]);
    expect(one[0]?.health).toBe(two[0]?.health);
    await roll.clock.advance(9_000);
    expect((await overview(roll))[0]?.health).toBe(one[0]?.health);
    await roll.clock.advance(1_000);
    expect((await overview(roll))[0]?.health).not.toBe(one[0]?.health);
  });

  it('and reads it once for all who want a plan at the same time: two looks, however many ask', async () => {
    const roll = await VirtualRoll.open(small);
    await roll.engine.start();
    const before = roll.looks;
    const plans = await Promise.all(
      Array.from({ length: 200 }, () => roll.soon(roll.engine.plan(clusterName('cluster-x'), defaultOptions))),
    );
    expect(plans.every(({ ok }) => ok)).toBe(true);
    expect(roll.looks - before).toBe(2);
  });

  it('a cluster that does not answer keeps nobody waiting', async () => {
    const roll = await VirtualRoll.open({ ...small, startLatencyMs: 3_600_000 });
    await roll.engine.start();
    const before = roll.clock.now();
    expect(inWords(await overview(roll))).toMatchObject([
      { health: { kind: 'unreadable', why: 'it did not answer within 8 s' } },
    ]);
    expect(roll.clock.now() - before).toBeLessThan(20_000);
  });

  it('has the run that is there, and the last one, with who, when and how long', async () => {
    const roll = await VirtualRoll.open(small);
    const run = await roll.request({ reason: 'new configuration' });
    await roll.approve();
    // In the middle of a drain nothing is repaired, and that is meant so.
    await roll.untilStep('move-primaries');
    await roll.clock.until(() => roll.cluster.truth().leader?.addSecondaryMax === 0, 60_000);
    expect(await overview(roll)).toMatchObject([
      { health: { kind: 'well' }, active: { id: run.id, status: 'rolling' }, last: undefined },
    ]);
    const done = await roll.toTheEnd();
    await roll.engine.saveConversation(run.id, { channel: 'C1', ts: '1.2', older: [], toldSeq: 0, seeded: [] });
    await roll.engine.told(run.id);
    const [card] = await overview(roll);
    expect(card?.active).toBeUndefined();
    expect(card?.last).toMatchObject({
      id: run.id,
      status: 'done',
      requestedBy: alice,
      approvedBy: [bob],
      reason: 'new configuration',
      rolled: { done: 8, of: 8 },
      endedAt: 'endedAt' in done ? done.endedAt : undefined,
      message: { channel: 'C1', ts: '1.2' },
    });
    expect(card?.last?.startedAt).toBeGreaterThan(run.requestedAt);
    expect(await roll.engine.history({ limit: 5 })).toEqual([card?.last]);
    expect(await roll.engine.history({ cluster: clusterName('another'), limit: 5 })).toEqual([]);
  });
});

describe('a run that meets the end of its window', () => {
  it('finishes the server at hand, stands through the night of the window, and goes on when people resume it', async () => {
    // It is 03:04:05.
    const roll = await VirtualRoll.open({
      ...small,
      calendar: { windows: [daily('03:00-03:06'), daily('03:20-04:30')], freezes: [] },
    });
    const { id } = await roll.request();
    await roll.approve();
    await roll.until((run) => run.status === 'paused', 600_000);
    expect(roll.clock.now()).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 2, 3, 6));
    expect(inWords(roll.run())).toMatchObject({
      window: 'closed',
      why: 'its change window is closed until 2026-01-02 03:20 UTC (daily 03:00-03:06 UTC; daily 03:20-04:30 UTC); resume it then',
    });
    expect(roll.outcome()).toMatchObject({ notFull: 0, settings: { addSecondaryMax: 100 } });
    const rolled = Object.values(roll.outcome().starts).reduce((sum, starts) => sum + starts, 0);
    expect(rolled).toBeGreaterThan(0);
    expect(await roll.engine.submit(id, { kind: 'resume', by: bob, via: 'button' })).toMatchObject({ accepted: false });

    // The bot may die meanwhile: what it waits for is on disk.
    await roll.killAndRestart(5_000);
    await roll.until((run) => run.log.some(({ kind }) => kind === 'window-opened'), 1_200_000);
    expect(roll.clock.now() - Date.UTC(2026, 0, 2, 3, 20)).toBeLessThan(10_000);
    expect(Object.values(roll.outcome().starts).reduce((sum, starts) => sum + starts, 0)).toBe(rolled);
    expect(await roll.engine.submit(id, { kind: 'resume', by: bob, via: 'button' })).toMatchObject({ accepted: true });
    expect((await roll.toTheEnd()).status).toBe('done');
    expect(Object.values(roll.outcome().starts).every((starts) => starts === 1)).toBe(true);
  });
});
