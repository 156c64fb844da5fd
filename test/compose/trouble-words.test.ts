import { describe, expect, it } from 'vitest';
import { troubleLines } from '../../src/compose/trouble-words.js';
import { watchLoops } from '../../src/engine/loop-watch.js';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import { clusterName, runId } from '../../src/roll/ids.js';
import { IdealBot } from '../engine/ideal-bot.js';
import { IdealCluster } from '../support/ideal-cluster.js';
import { silent } from '../support/silent.js';

describe('what /readyz says of troubles of the bot itself', () => {
  it('nothing while it is well', async () => {
    const bot = await IdealBot.start(new IdealCluster());
    await bot.request();
    expect(troubleLines(bot.engine, bot.clock.now())).toEqual([]);
  });

  it('that a run cannot be saved, why, and for how long; and nothing of it once it is saved again', async () => {
    const bot = await IdealBot.start(new IdealCluster());
    const { id } = await bot.request({ roles: ['replica'] });
    await bot.say('approve');
    await bot.until((run) => run.status === 'rolling');
    bot.refused.run = Number.POSITIVE_INFINITY;
    await bot.clock.until(() => bot.engine.unsaved.of(id) !== undefined, 120_000);
    await bot.clock.advance(10_000);
    const now = bot.clock.now();
    expect(troubleLines(bot.engine, now)).toEqual([
      expect.stringMatching(
        `^Run ${id} cannot be saved for \\d+ s: the disk of the bot is full. Nothing new is begun in it$`,
      ),
      expect.stringMatching(/^The disk of the database is full since .*: make room$/),
    ]);
    bot.refused.run = 0;
    await bot.clock.until(() => bot.engine.unsaved.of(id) === undefined, 60_000);
    await bot.clock.advance(60_000);
    expect(troubleLines(bot.engine, bot.clock.now())).toEqual([]);
  });

  it('that a run which should move has decided nothing for too long', () => {
    const stuck = { run: runId('cluster-x-1'), cluster: clusterName('cluster-x'), decidedAt: 0, dueAt: 10_000 };
    const engine = { loops: () => [stuck], unsaved: { all: () => new Map() }, shortOfRoom: undefined };
    expect(troubleLines(engine, 60_000)).toEqual([]);
    expect(troubleLines(engine, 80_000)).toEqual([
      'Run cluster-x-1 has decided nothing for 1 min 20 s, although it should move',
    ]);
  });
});

describe('a loop that has come to stand', () => {
  it('is begun anew when it is found standing twice, and one that waits for people only is left alone', async () => {
    const clock = new VirtualClock();
    const over = new AbortController();
    const woken: string[] = [];
    const begun = clock.now();
    const loop = (id: string, dueAt?: number) => ({
      loop: {
        run: runId(id),
        cluster: clusterName('cluster-x'),
        decidedAt: begun,
        ...(dueAt === undefined ? {} : { dueAt }),
      },
      wake: () => void woken.push(id),
    });
    void watchLoops(() => [loop('stands', begun), loop('waits')], clock, silent, over.signal);
    await clock.advance(95_000);
    expect(woken).toEqual([]);
    await clock.advance(30_000);
    expect(woken).toEqual(['stands']);
    over.abort();
  });
});
