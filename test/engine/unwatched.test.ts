import { describe, expect, it } from 'vitest';
import { documentedTiming } from '../../src/roll/policy.js';
import type { Run } from '../../src/roll/run.js';
import { IdealCluster } from '../support/ideal-cluster.js';
import { IdealBot } from './ideal-bot.js';

const { stall, maxAway } = documentedTiming;

const stepOf = (run: Run): string | undefined =>
  'progress' in run && run.progress.phase.kind === 'target' ? run.progress.phase.step.kind : undefined;

/** A run whose primaries take their time to move. */
async function moving(): Promise<{ readonly bot: IdealBot; readonly cluster: IdealCluster }> {
  const cluster = new IdealCluster();
  cluster.ignored.add('move-primaries');
  const bot = await IdealBot.start(cluster);
  await bot.request({ roles: ['replica'] });
  await bot.say('approve');
  await bot.until((run) => stepOf(run) === 'move-primaries');
  await bot.clock.advance(30_000);
  return { bot, cluster };
}

describe('time in which the bot was there and saw nothing', () => {
  it('is no patience, after a sleep of the machine in the middle of a drain', async () => {
    const { bot, cluster } = await moving();
    bot.wall.offsetMs += 3 * stall;
    await bot.clock.advance(30_000);
    expect(bot.run().status).toBe('rolling');
    expect(bot.run().log.filter(({ kind }) => kind === 'bot-restarted')).toHaveLength(1);
    cluster.ignored.clear();
    expect((await bot.toTheEnd()).log.filter(({ kind }) => kind === 'held')).toEqual([]);
  });

  it('makes the run pause when it was too long', async () => {
    const { bot } = await moving();
    bot.wall.offsetMs += maxAway + 1_000;
    await bot.until(({ status }) => status === 'paused');
  });

  it('is not what passes while the clock is set back', async () => {
    const { bot, cluster } = await moving();
    bot.wall.offsetMs -= maxAway;
    await bot.clock.advance(30_000);
    cluster.ignored.clear();
    expect((await bot.toTheEnd()).log.filter(({ kind }) => kind === 'bot-restarted')).toEqual([]);
  });
});
