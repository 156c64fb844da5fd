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

/** The same, with a probe that met nothing but moments of moves. */
export const wellProbed: Availability = {
  ...wellAvailable,
  probe: {
    table: 'canary',
    partitions: 8,
    rate: 20,
    counts: { operations: 8_412, failed: 0, slow: 3, retried: 5, readBack: 4_206, lost: 0, slowestMs: 1_068 },
    errors: { ERR_INVALID_STATE: 4, ERR_TIMEOUT: 1 },
    byStage: {
      'move-primaries': { operations: 640, failed: 0, slow: 3, retried: 5, readBack: 320, lost: 0, slowestMs: 1_068 },
      heal: { operations: 7_772, failed: 0, slow: 0, retried: 0, readBack: 3_886, lost: 0, slowestMs: 210 },
    },
    byTarget: {
      0: { operations: 8_412, failed: 0, slow: 3, retried: 5, readBack: 4_206, lost: 0, slowestMs: 1_068 },
    },
    course: [
      { at: night + 64_000, operations: 40, failed: 0, slow: 0, slowestMs: 12 },
      { at: night + 92_000, operations: 560, failed: 0, slow: 3, slowestMs: 1_068 },
      { at: night + 482_000, operations: 7_812, failed: 0, slow: 0, slowestMs: 210 },
    ],
  },
};

/** Another server died while one was away, and the bot was not there for a while. */
export const oftenUnwritable: Availability = {
  ...wellProbed,
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
