import { describe, expect, it } from 'vitest';
import { runId } from '../../src/roll/ids.js';
import { carol, policy } from '../support/core-run.js';
import { configured, IdealCluster, server } from '../support/ideal-cluster.js';
import { IdealBot } from './ideal-bot.js';
import { inWords } from '../support/in-words.js';

describe('a run that could not write down that its cluster was locked', () => {
  it('begins at once all the same when it is approved, and says what happened', async () => {
    const bot = await IdealBot.start(new IdealCluster());
    await bot.request();
    bot.refused.run = 1;
    expect(await bot.engine.lock(policy.cluster, carol, 'disks')).toMatchObject({ accepted: true });
    await bot.engine.unlock(policy.cluster, carol);
    await bot.clock.advance(5_000);
    expect(
      bot
        .run()
        .log.map(({ kind }) => kind)
        .sort(),
    ).toEqual(['locked', 'unlocked']);
    expect(inWords(await bot.say('approve'))).toMatchObject({ accepted: true, message: 'approved: it begins now' });
    await bot.until(({ status }) => status === 'rolling', 10_000);
    expect((await bot.toTheEnd()).status).toBe('done');
  });
});

describe('what came of an act and could not be written down', () => {
  it('is written down a moment later, although somebody has said something in between', async () => {
    const cluster = new IdealCluster();
    const bot = await IdealBot.start(cluster);
    await bot.request({ roles: ['replica'] });
    await bot.say('approve');
    let closed = false;
    const perform = cluster.perform.bind(cluster);
    cluster.perform = (act) => {
      if (act.kind === 'close-replicas' && !closed) {
        closed = true;
        bot.refused.run = 1;
      }
      return perform(act);
    };
    await bot.until(() => closed && bot.refused.run === 0);
    expect(await bot.say('pause')).toMatchObject({ accepted: true });
    expect(await bot.say('resume')).toMatchObject({ accepted: true });
    expect((await bot.toTheEnd()).status).toBe('done');
    const acts = bot.storage.trail.filter(({ what }) => what === 'act' || what === 'outcome').map(({ what }) => what);
    expect(acts).toEqual(acts.map((_, at) => (at % 2 === 0 ? 'act' : 'outcome')));
  });
});

describe('a restart that could not be written down as begun', () => {
  it('counts once, however often the disk refused it: the server is not kept from its restart for restarts it never had', async () => {
    const cluster = new IdealCluster();
    const bot = await IdealBot.start(cluster);
    await bot.request({ roles: ['replica'] });
    await bot.say('approve');
    await bot.until(({ log }) => log.some(({ kind }) => kind === 'target-done'));
    // The decision that begins the next server's restart is refused, five times in a row.
    const restarts = (): number | undefined => bot.storage.cluster(policy.cluster)?.restarts.length;
    bot.onAsked = ({ cluster: asked }) => {
      if (asked?.record.restarts.length !== 2) return;
      bot.onAsked = undefined;
      bot.refused.run = 5;
    };
    await bot.until(() => bot.refused.run === 1);
    expect(restarts()).toBe(1);
    const ended = await bot.toTheEnd();
    expect(bot.refused.run).toBe(0);
    expect(ended.status).toBe('done');
    expect(bot.storage.cluster(policy.cluster)?.restarts.map(({ address }) => address)).toEqual([1, 2, 3].map(server));
  });
});

describe('settings that a lost run has left behind', () => {
  it.each(['audit', 'cluster'] as const)(
    'are put back, and the cluster is open again, although the database refuses a write of %s',
    async (refused) => {
      const cluster = new IdealCluster();
      const saved = { level: cluster.level, ...cluster.settings };
      cluster.level = 'steady';
      cluster.settings = { assignDelayMs: 3_600_000, addSecondaryMax: 0, flowControl: true };
      const bot = await IdealBot.start(cluster, (store) =>
        store.runs.commit({
          cluster: {
            name: policy.cluster,
            record: { restarts: [], maintenance: { run: runId('cluster-x-lost'), since: 0, saved } },
          },
        }),
      );
      // The first reading is under way: what it leads to cannot be written down, and then it can.
      bot.refused[refused] = 1;
      await bot.clock.until(() => bot.storage.cluster(policy.cluster)?.maintenance === undefined, 60_000);
      expect(bot.refused[refused]).toBe(0);
      expect(cluster.level).toBe('lively');
      expect(cluster.settings).toEqual(configured);
      expect((await bot.request()).status).toBe('awaiting-approval');
    },
  );
});
