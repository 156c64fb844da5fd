import { expect, it } from 'vitest';
import { nowParts } from '../../../src/slack/render/live-parts.js';
import { nodeAddress } from '../../../src/roll/ids.js';
import { held, night, paused, rolling } from '../../support/told-runs.js';

const correcting = {
  act: 'set-assign-delay',
  leader: nodeAddress('10.0.0.1:34601'),
  since: night,
  at: night + 60_000,
  message: 'not leader',
} as const;
const alerts = (run: Parameters<typeof nowParts>[0]): readonly string[] =>
  nowParts({ ...run, progress: { ...run.progress, correcting } }).flatMap((part) =>
    part.kind === 'alert' ? [part.text] : [],
  );

it('a paused run says which setting does not take; one that is held or at work says it elsewhere', () => {
  expect(alerts(paused())).toEqual([
    expect.stringMatching(
      /^A setting of the run could not be set since .* \(assign delay\): .*not leader.*It goes on trying\.$/,
    ),
  ]);
  expect(alerts(held())).toEqual([]);
  expect(alerts(rolling())).toEqual([]);
});
