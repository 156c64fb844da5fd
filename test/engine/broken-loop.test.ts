import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/roll/run.js';
import type { Commit } from '../../src/store/run-store.js';
import { IdealCluster, server } from '../support/ideal-cluster.js';
import { IdealBot } from './ideal-bot.js';
import { inWords } from '../support/in-words.js';

async function draining(cluster = new IdealCluster()): Promise<IdealBot> {
  const bot = await IdealBot.start(cluster);
  await bot.request({ roles: ['replica'] });
  await bot.say('approve');
  await bot.until(() => cluster.settings.addSecondaryMax === 0);
  return bot;
}

describe('a decision that throws', () => {
  it('holds its run, with the error in it, and gives add_secondary back although every later reading throws, too', async () => {
    const cluster = new IdealCluster();
    const bot = await draining(cluster);
    bot.throws = ({ kind }) => kind === 'observed';
    await bot.clock.advance(60_000);
    expect(inWords(bot.run())).toMatchObject({
      status: 'held',
      hold: {
        reason: 'internal-error',
        what: expect.stringContaining('thrown on purpose'),
        raw: [expect.stringContaining('TypeError'), ...Array<unknown>(5).fill(expect.any(String))],
      },
    });
    expect(cluster.settings.addSecondaryMax).not.toBe(0);
    expect(bot.run().log.filter(({ kind }) => kind === 'held')).toHaveLength(1);
    bot.throws = undefined;
    expect(await bot.say('retry')).toMatchObject({ accepted: true });
    expect((await bot.toTheEnd()).status).toBe('done');
  });

  it('refuses what somebody said, and says why: an abort is not taken and ignored', async () => {
    const bot = await draining();
    bot.throws = ({ kind }) => kind === 'intent';
    expect(inWords(await bot.say('abort'))).toMatchObject({
      accepted: false,
      message: expect.stringContaining('so nothing was done: thrown on purpose'),
    });
    expect(bot.run().status).toBe('held');
    bot.throws = undefined;
    expect(await bot.say('abort')).toMatchObject({ accepted: true });
    expect((await bot.toTheEnd()).status).toBe('aborted');
  });

  it('and whose hold throws, too, gives the process up for its supervisor', async () => {
    const bot = await draining();
    let why: string | undefined;
    void bot.engine.brokenDown.then((reason) => (why = reason));
    bot.throws = () => true;
    await bot.clock.advance(30_000);
    expect(why).toMatch(/^the loop of run cluster-x-.* cannot go on: thrown on purpose$/);
  });
});

describe('a listener that throws', () => {
  it('stops neither the run nor the others, and is told of the newest state again', async () => {
    const bot = await IdealBot.start(new IdealCluster());
    const seen: Run[] = [];
    const last: Run[] = [];
    let throwing = true;
    bot.engine.subscribe((run) => {
      if (throwing) throw new TypeError('thrown on purpose');
      last.push(run);
    });
    bot.engine.subscribe((run) => void seen.push(run));
    await bot.request({ roles: ['replica'] });
    await bot.say('approve');
    expect((await bot.toTheEnd()).status).toBe('done');
    expect(seen.at(-1)?.status).toBe('done');
    throwing = false;
    await bot.clock.advance(10_000);
    expect(last.map(({ status }) => status)).toEqual(['done']);
  });
});

describe('a way to the cluster that never answers', () => {
  it('is a reading that failed, and the run goes on when it answers again: an abort meanwhile is carried out', async () => {
    const cluster = new IdealCluster();
    const bot = await draining(cluster);
    bot.silent = true;
    await bot.clock.advance(20_000);
    expect(await bot.say('abort')).toMatchObject({ accepted: true });
    bot.silent = false;
    await bot.until(({ status }) => status === 'aborted', 600_000);
    expect(cluster.settings.addSecondaryMax).not.toBe(0);
  });
});

describe('the save that says that the settings are back', () => {
  it('takes them out of the record of the cluster as one with it; its events are in the trail once, refused at first or not', async () => {
    const bot = await draining();
    const asked: Commit[] = [];
    bot.onAsked = (commit) => {
      if (commit.run === undefined || !('progress' in commit.run) || !commit.run.progress.restored) return;
      if (asked.length === 0) bot.refused.run = 2;
      asked.push(commit);
    };
    await bot.toTheEnd();
    expect(bot.refused.run).toBe(0);
    // Refused twice, then taken.
    expect(asked.length).toBeGreaterThanOrEqual(3);
    for (const { cluster } of asked.slice(0, 3)) {
      expect(cluster?.record.restarts.map(({ address }) => address)).toEqual([1, 2, 3].map(server));
      expect(cluster?.record).not.toHaveProperty('maintenance');
    }
    const events = bot.storage.trail
      .filter(({ what }) => what === 'event')
      .map(({ detail }) => (detail as { readonly seq: number }).seq);
    expect(events).toEqual([...new Set(events)]);
    expect(bot.storage.cluster(bot.run().cluster)?.maintenance).toBeUndefined();
  });
});
