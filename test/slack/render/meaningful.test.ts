import { describe, expect, it } from 'vitest';
import type { Phase } from '../../../src/roll/progress.js';
import { meaningfulIntents, meaningfulReactions } from '../../../src/slack/render/meaningful.js';
import {
  aborting,
  approved,
  awaiting,
  done,
  halfway,
  held,
  night,
  paused,
  pausing,
  rolling,
} from '../../support/told-runs.js';

const at = (phase: Phase): ReturnType<typeof rolling> => rolling({}, { ...halfway(), phase });
const leaving: Phase = { kind: 'leave-maintenance', since: night, defaultsTried: [] };

describe('what can be said to a run', () => {
  it.each([
    ['awaiting approval', awaiting(), ['approve', 'reject'], ['approve', 'reject']],
    ['approved', approved(), ['pause', 'abort'], ['pause', 'abort']],
    ['rolling', rolling(), ['pause', 'abort'], ['pause', 'abort']],
    ['rebalancing', at({ kind: 'rebalance', since: night }), ['abort'], ['abort']],
    ['putting the settings back', at(leaving), [], []],
    ['pausing', pausing(), ['resume', 'abort'], ['resume', 'abort']],
    ['paused', paused(), ['resume', 'abort'], ['resume', 'abort']],
    ['held', held(), ['retry', 'skip', 'force', 'abort'], ['abort']],
    ['aborting, a server still away', aborting(), ['abort'], []],
    ['aborting, settings going back', { ...aborting(), progress: { ...halfway(), phase: leaving } }, [], []],
    ['over', done(), [], []],
  ])('%s', (_when, run, intents, reactions) => {
    expect(meaningfulIntents(run)).toEqual(intents);
    expect(meaningfulReactions(run)).toEqual(reactions);
  });
});
