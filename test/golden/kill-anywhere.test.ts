import { describe, expect, it } from 'vitest';
import { Random } from '../../src/lib/random.js';
import type { VirtualRollOptions } from '../support/virtual-roll.js';
import { VirtualRoll } from '../support/virtual-roll.js';

const small: VirtualRollOptions = { nodes: 4, tables: [{ name: 'temp', partitions: 12, replicas: 3 }] };

const asBefore = { level: 'steady', assignDelayMs: 600_000, addSecondaryMax: 20, flowControl: true };

async function undisturbed(): Promise<{ saves: number; ms: number }> {
  const roll = new VirtualRoll(small);
  await roll.request();
  const began = roll.clock.now();
  const before = roll.disk.saves;
  await roll.approve();
  await roll.toTheEnd();
  return { saves: roll.disk.saves - before, ms: roll.clock.now() - began };
}

async function survives(roll: VirtualRoll, when: string): Promise<void> {
  const run = await roll.toTheEnd();
  const { starts, notFull, settings } = roll.outcome();
  expect(run.status, when).toBe('done');
  expect(Object.values(starts), when).toEqual(Object.keys(starts).map(() => 1));
  expect(notFull, when).toBe(0);
  expect(settings, when).toEqual(asBefore);
  expect(roll.disk.clusters.get(run.cluster)?.maintenance, when).toBeUndefined();
}

describe('a bot that is killed goes on from what it sees: every process restarted once, all full, all settings as before', () => {
  it('killed at 40 saves of a run, before or after they reached the disk', async () => {
    const { saves } = await undisturbed();
    expect(saves).toBeGreaterThan(80);
    for (let nth = 0; nth < 40; nth += 1) {
      const roll = new VirtualRoll(small);
      await roll.request();
      const save = roll.disk.saves + 1 + Math.floor((nth * saves) / 40);
      roll.disk.killAt = { save, written: nth % 2 === 0 };
      await Promise.race([roll.approve(), roll.clock.until(() => !roll.life.alive, 7_200_000)]);
      await roll.clock.until(() => !roll.life.alive, 7_200_000);
      await roll.killAndRestart(1_000 + (nth % 7) * 4_000);
      // The approval was never acknowledged when the very save of it was lost: it is given again.
      if (roll.run().status === 'awaiting-approval') await roll.approve();
      await survives(roll, `killed at save ${save}, ${nth % 2 === 0 ? 'written' : 'not written'}`);
    }
  }, 120_000);

  it('killed at 20 random times, and again while it comes back', async () => {
    const { ms } = await undisturbed();
    const random = new Random(20260102);
    for (let nth = 0; nth < 20; nth += 1) {
      const roll = new VirtualRoll({ ...small, seed: 100 + nth });
      await roll.request();
      await roll.approve();
      const at = random.between(0, ms);
      const again = random.between(0, 20_000);
      await roll.clock.advance(at);
      await roll.killAndRestart(random.between(500, 30_000));
      await roll.clock.advance(again);
      await roll.killAndRestart(random.between(500, 5_000));
      await survives(roll, `killed after ${at} ms, and again after ${again} ms`);
    }
  }, 120_000);
});
