import { describe, expect, it } from 'vitest';
import { carol, policy } from '../support/core-run.js';
import { IdealCluster } from '../support/ideal-cluster.js';
import { IdealBot } from './ideal-bot.js';

describe('a run that could not write down that its cluster was locked', () => {
  it('begins at once all the same when it is approved, and says what happened', async () => {
    const bot = await IdealBot.start(new IdealCluster());
    await bot.request();
    bot.refused.saveRun = 1;
    expect(await bot.engine.lock(policy.cluster, carol, 'disks')).toMatchObject({ accepted: true });
    await bot.engine.unlock(policy.cluster, carol);
    await bot.clock.advance(5_000);
    expect(bot.run().log.map(({ kind }) => kind).sort()).toEqual(['locked', 'unlocked']);
    expect(await bot.say('approve')).toMatchObject({ accepted: true, text: 'approved: it begins now' });
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
        bot.refused.saveRun = 1;
      }
      return perform(act);
    };
    await bot.until(() => closed && bot.refused.saveRun === 0);
    expect(await bot.say('pause')).toMatchObject({ accepted: true });
    expect(await bot.say('resume')).toMatchObject({ accepted: true });
    expect((await bot.toTheEnd()).status).toBe('done');
    const journal = bot.storage.trail.filter(({ what }) => what === 'act' || what === 'outcome').map(({ what }) => what);
    expect(journal).toEqual(journal.map((_, at) => (at % 2 === 0 ? 'act' : 'outcome')));
  });
});
