import { expect } from 'vitest';
import type { RollOptions } from '../../src/roll/options.js';
import { asBefore, VirtualRoll, type VirtualRollOptions } from './virtual-roll.js';

/** How many saves a roll makes from its approval to its end when nothing disturbs it, and how long it takes. */
export async function undisturbed(
  options: VirtualRollOptions,
  asked: Partial<RollOptions> = {},
): Promise<{ saves: number; ms: number }> {
  const roll = await VirtualRoll.open(options);
  await roll.request(asked);
  const began = roll.clock.now();
  const before = roll.storage.saves;
  await roll.approve();
  await roll.toTheEnd();
  isWell(roll, 'undisturbed');
  return { saves: roll.storage.saves - before, ms: roll.clock.now() - began };
}

/** The end of a roll whose bot died at its `nth` save after the request, and came back some time later. */
export async function killedAtSave(
  nth: number,
  written: boolean,
  backAfterMs: number,
  options: VirtualRollOptions,
  asked: Partial<RollOptions> = {},
): Promise<VirtualRoll> {
  const roll = await VirtualRoll.open(options);
  await roll.request(asked);
  roll.storage.killAt = { save: roll.storage.saves + nth, written };
  // Nobody answers when it is the save of the approval itself.
  void roll.approve();
  await roll.clock.until(() => !roll.life.alive, 7_200_000);
  await roll.killAndRestart(backAfterMs);
  // The approval was never acknowledged when the very save of it was lost: it is given again.
  if (roll.run().status === 'awaiting-approval') await roll.approve();
  await roll.toTheEnd();
  return roll;
}

/**
 * Every process was restarted once, every partition is full, every setting is as before, on the cluster and in the
 * records.
 */
export function isWell(roll: VirtualRoll, when: string): void {
  const run = roll.run();
  const { starts, notFull, settings } = roll.outcome();
  expect(run.status, when).toBe('done');
  expect(Object.values(starts), when).toEqual(Object.keys(starts).map(() => 1));
  expect(notFull, when).toBe(0);
  expect(settings, when).toEqual(asBefore);
  expect(roll.storage.cluster(run.cluster), when).toEqual({ restarts: expect.any(Array), starts: expect.any(Array) });
}
