import { expect, it } from 'vitest';
import { tellUnsaved } from '../../src/slack/delivery-failure/unsaved-runs.js';
import { IdealBot } from '../engine/ideal-bot.js';
import { IdealCluster } from '../support/ideal-cluster.js';

it('people are told another way that the state of a run cannot be saved, and when it can be again', async () => {
  const bot = await IdealBot.start(new IdealCluster());
  const told: string[] = [];
  const over = new AbortController();
  const ways = { tell: (news: unknown) => Promise.resolve(void told.push(JSON.stringify(news))) };
  tellUnsaved({
    runService: bot.engine,
    unsaved: bot.engine.unsaved,
    ways,
    deliveryStatus: { tokenError: undefined },
    signal: over.signal,
  });
  const { id } = await bot.request({ roles: ['replica'] });
  await bot.say('approve');
  await bot.until((run) => run.status === 'rolling');
  bot.refused.run = Number.POSITIVE_INFINITY;
  await bot.clock.until(() => told.length > 0, 120_000);
  expect(told[0]).toContain('the disk of the bot is full');
  bot.refused.run = 0;
  await bot.clock.until(() => bot.engine.unsaved.of(id) === undefined, 60_000);
  await bot.clock.advance(1_000);
  expect(told.slice(1)).toEqual([expect.stringContaining('can save the state of Restart cluster-x again')]);
  over.abort();
});
