import { expect, it } from 'vitest';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import { SlackTime } from '../../src/slack/slack-time.js';

const begin = 1_700_000_000_000;
const slackTs = (ms: number): string => (ms / 1000).toFixed(6);

/** Posts take their time: Slack, whose clock is ahead by so much, dates them somewhere on the way. */
async function posted(
  posts: readonly { readonly ahead: number; readonly out: number; readonly back: number }[],
): Promise<{ readonly time: SlackTime; readonly now: number }> {
  const clock = new VirtualClock(begin);
  const time = new SlackTime(clock);
  for (const { ahead, out, back } of posts) {
    const sentAt = clock.now();
    await clock.advance(out);
    const ts = slackTs(clock.now() + ahead);
    await clock.advance(back);
    time.posted(sentAt, ts);
  }
  return { time, now: clock.now() };
}

it('dates by our own clock while nothing was posted', async () => {
  const { time, now } = await posted([]);
  expect(time.here(slackTs(now - 4_000))).toBe(now - 4_000);
  expect(time.here('')).toBeUndefined();
});

it('one slow answer does not spoil what quick ones have shown', async () => {
  const quick = { ahead: 30_000, out: 40, back: 40 };
  const { time, now } = await posted([quick, { ahead: 30_000, out: 10, back: 8_000 }]);
  // As good as the quick one alone allows.
  expect(Math.abs((time.here(slackTs(now - 1_000 + 30_000)) ?? 0) - (now - 1_000))).toBeLessThanOrEqual(40);
});

it('a clock that was set counts from the next post on', async () => {
  const { time, now } = await posted([
    { ahead: 0, out: 50, back: 50 },
    { ahead: -60_000, out: 50, back: 50 },
  ]);
  expect(time.here(slackTs(now - 1_000 - 60_000))).toBeCloseTo(now - 1_000, 3);
});

it('nothing was done later than now', async () => {
  const { time, now } = await posted([{ ahead: 0, out: 10, back: 10 }]);
  expect(time.here(slackTs(now + 5_000))).toBe(now);
});
