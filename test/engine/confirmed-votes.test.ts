import { describe, expect, it } from 'vitest';
import { IdealCluster } from '../support/ideal-cluster.js';
import { IdealBot } from './ideal-bot.js';
import { inWords } from '../support/in-words.js';

/** A run that is approved while one of its servers is not ALIVE: its gates wait. */
async function waiting(): Promise<{ bot: IdealBot; cluster: IdealCluster; comesBack: () => void }> {
  const cluster = new IdealCluster({ nodes: 5 });
  const [first] = cluster.nodes;
  if (first === undefined) throw new Error('there is no server');
  const bot = await IdealBot.start(cluster);
  await bot.request();
  first.alive = false;
  await bot.say('approve');
  await bot.clock.advance(120_000);
  return {
    bot,
    cluster,
    comesBack: () => {
      first.alive = true;
    },
  };
}

describe('the votes of an approved run', () => {
  it('are looked at once more when it begins, and not at every look while its gates wait', async () => {
    const { bot, comesBack } = await waiting();
    expect(inWords(bot.run())).toMatchObject({
      status: 'approved',
      progress: { waiting: { what: expect.stringContaining('nodes-alive') } },
    });
    expect(bot.confirmations).toBe(0);
    comesBack();
    await bot.until(({ status }) => status === 'rolling', 10_000);
    expect(bot.confirmations).toBe(1);
  });

  it('keep it from beginning when one turns out to have been taken back', async () => {
    const { bot, cluster, comesBack } = await waiting();
    const before = { ...cluster.settings };
    bot.onConfirm = async () => {
      await bot.say('withdraw', undefined, 'reaction');
    };
    comesBack();
    await bot.until(({ status }) => status !== 'approved', 10_000);
    await bot.clock.advance(30_000);
    expect(bot.run()).toMatchObject({ status: 'awaiting-approval', votes: [] });
    expect(cluster.settings).toEqual(before);
    expect(bot.storage.trail.filter(({ what }) => what === 'act')).toEqual([]);
  });

  it('do not keep it from beginning when Slack does not answer', async () => {
    const { bot, comesBack } = await waiting();
    bot.onConfirm = () => new Promise(() => undefined);
    comesBack();
    await bot.until(({ status }) => status === 'rolling', 15_000);
  });
});
