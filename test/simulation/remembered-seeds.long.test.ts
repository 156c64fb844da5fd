import { expect, it } from 'vitest';
import { live } from '../../simulation/history.js';

/** Histories in which something was wrong once, with the bot or with what was expected of it. */
it.each([
  [591, 'a server that died before the bot lived, and that the new leader does not list'],
  [686, 'servers of a bad version that the leader does not take back for a while'],
  [765, 'a server that died before the bot lived, and that others start in the middle of a run'],
  [859, 'a bot that dies before the first command at a server that it puts back'],
  [1240, 'a freeze by hand while a new leader is read for the first time'],
  [2042, 'a pause right after add_secondary was set to 0'],
  [2733, 'an error right after add_secondary was set to 0'],
  [3333, 'a clock that was set'],
  [4307, 'a reading in which nothing could be saved'],
  [4701, 'a table is made while a command comes to nothing'],
  [5604, 'a kill between writing to the audit trail and its sync'],
  [5630, 'a table is made while a server is away'],
  [8140, 'a reading in which nothing could be saved'],
  [8912, 'the same meta by another name'],
  [9600, 'a bot that is away'],
  [805_928_496, 'a roll is asked for when all others have ended'],
])('seed %i: %s', async (seed) => {
  const { violations } = await live(seed);
  expect(violations).toEqual([]);
});
