import { expect, it } from 'vitest';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import { RequestLimit } from '../../src/slack/intents/request-limit.js';

const ask = (limit: RequestLimit, user: string, times: number, cluster?: string): (string | undefined)[] =>
  Array.from({ length: times }, () => limit.refusal(user, cluster));

it('a person asks twelve times a minute, and is told when again', async () => {
  const clock = new VirtualClock(1_000_000);
  const limit = new RequestLimit(clock);
  expect(ask(limit, 'U0ALICE001', 12)).toEqual(Array(12).fill(undefined));
  await clock.advance(20_000);
  expect(limit.refusal('U0ALICE001', undefined)).toBe(
    'You have asked 12 times within a minute. Ask again in 40 s. Pause, abort and all other answers to a run are taken at any time.',
  );
  expect(limit.refusal('U0BOB00001', undefined)).toBeUndefined();
  await clock.advance(40_000);
  expect(limit.refusal('U0ALICE001', undefined)).toBeUndefined();
});

it('a cluster is asked about thirty times a minute, by whomever, and others as before', () => {
  const limit = new RequestLimit(new VirtualClock(1_000_000));
  for (const user of ['U0ALICE001', 'U0BOB00001', 'U0CAROL001'])
    expect(ask(limit, user, 10, 'cluster-x')).toEqual(Array(10).fill(undefined));
  expect(limit.refusal('U0DAVE0001', 'cluster-x')).toMatch(
    /^cluster-x was asked about 30 times within a minute, by several people\. Ask again in 1 min\./,
  );
  expect(limit.refusal('U0DAVE0001', 'cluster-y')).toBeUndefined();
});
