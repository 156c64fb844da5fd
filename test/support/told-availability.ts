import type { Availability } from '../../src/roll/availability/availability.js';
import { noOutages } from '../../src/roll/availability/outage.js';
import { night } from './told-runs.js';

const none = { least: 0, most: 0 };

/** Seven minutes in which nothing but moves of primaries came between. */
export const wellAvailable: Availability = {
  since: night + 62_000,
  until: night + 482_000,
  readings: 312,
  longestGapMs: 2_400,
  unwatchedMs: 0,
  outages: {
    withoutPrimary: { least: 0, most: 42_000, longest: { least: 0, most: 1_900 }, times: 2, peak: 2 },
    unwritable: { least: 0, most: 42_000, longest: { least: 0, most: 1_900 }, times: 2, peak: 2 },
    short: { least: 3_600_000, most: 3_900_000, longest: { least: 38_000, most: 41_000 }, times: 300, peak: 100 },
  },
  byStage: {
    'move-primaries': {
      withoutPrimary: { least: 0, most: 42_000 },
      unwritable: { least: 0, most: 42_000 },
      short: none,
    },
    heal: { withoutPrimary: none, unwritable: none, short: { least: 3_600_000, most: 3_900_000 } },
  },
  byTarget: {
    0: {
      withoutPrimary: { least: 0, most: 42_000 },
      unwritable: { least: 0, most: 42_000 },
      short: { least: 3_600_000, most: 3_900_000 },
    },
  },
  course: [
    { at: night + 62_000, of: 300, withoutPrimary: 0, unwritable: 0, short: 0 },
    { at: night + 90_000, of: 300, withoutPrimary: 0, unwritable: 0, short: 100 },
    { at: night + 130_000, of: 300, withoutPrimary: 0, unwritable: 0, short: 0 },
  ],
  stages: [
    { at: night + 62_000, stage: 'enter-maintenance' },
    { at: night + 70_000, stage: 'gates', target: 0 },
  ],
};

/** Another server died while one was away, and the bot was not there for a while. */
export const oftenUnwritable: Availability = {
  ...wellAvailable,
  unwatchedMs: 40_000,
  outages: {
    ...wellAvailable.outages,
    withoutPrimary: { least: 60_000, most: 140_000, longest: { least: 500, most: 22_500 }, times: 3, peak: 3 },
    unwritable: {
      ...noOutages,
      least: 95_000,
      most: 131_000,
      longest: { least: 19_000, most: 23_400 },
      times: 5,
      peak: 5,
    },
  },
};
