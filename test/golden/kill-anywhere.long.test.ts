import { describe, expect, it } from 'vitest';
import { Random } from '../../src/lib/random.js';
import { isWell, killedAtSave, undisturbed } from '../support/killed-roll.js';
import { small, VirtualRoll } from '../support/virtual-roll.js';

describe('a bot that is killed goes on from what it sees: every process restarted once, all full, all settings as before', () => {
  it('killed at 40 saves of a run, before or after they reached the disk', async () => {
    const { saves } = await undisturbed(small);
    expect(saves).toBeGreaterThan(80);
    for (let nth = 0; nth < 40; nth += 1) {
      const save = 1 + Math.floor((nth * saves) / 40);
      const written = nth % 2 === 0;
      isWell(
        await killedAtSave(save, written, 1_000 + (nth % 7) * 4_000, small),
        `killed at save ${save}, ${written ? 'written' : 'not written'}`,
      );
    }
  }, 120_000);

  it('killed at 20 random times, and again while it comes back', async () => {
    const { ms } = await undisturbed(small);
    const random = new Random(20260102);
    for (let nth = 0; nth < 20; nth += 1) {
      const roll = await VirtualRoll.open({ ...small, seed: 100 + nth });
      await roll.request();
      await roll.approve();
      const at = random.between(0, ms);
      const again = random.between(0, 20_000);
      await roll.clock.advance(at);
      await roll.killAndRestart(random.between(500, 30_000));
      await roll.clock.advance(again);
      await roll.killAndRestart(random.between(500, 5_000));
      await roll.toTheEnd();
      isWell(roll, `killed after ${at} ms, and again after ${again} ms`);
    }
  }, 120_000);
});
