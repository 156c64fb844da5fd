import { describe, expect, it } from 'vitest';
import { liveTiming } from '../../../demo/bot/live-timing.js';
import { VirtualClock } from '../../../src/lib/virtual-clock.js';

const minute = 60_000;

function timing(speed: number) {
  const clock = new VirtualClock();
  const { timing: live, setSpeed } = liveTiming(clock, speed);
  /** Since then something waits. */
  const waiting = () => {
    const since = clock.now();
    return () => clock.now() - since >= live.stall;
  };
  return { clock, live, setSpeed, waiting };
}

describe("the bot's patience with a cluster whose speed changes", () => {
  it('is shorter the faster the cluster is, and never so short that people or processes cannot keep up', () => {
    expect(timing(1).live).toMatchObject({ stall: 5 * minute, metaTick: 10_000, pollInterval: 1_000, start: 600_000 });
    expect(timing(10).live).toMatchObject({ stall: 30_000, metaTick: 1_000, pollInterval: 200, start: minute });
    expect(timing(50).live).toMatchObject({ stall: 20_000, metaTick: 200, pollInterval: 200, start: minute });
  });

  it('goes with fewer looks at a large cluster', () => {
    const clock = new VirtualClock();
    expect(liveTiming(clock, 20, 88).timing.pollInterval).toBe(200);
    expect(liveTiming(clock, 20, 3_000).timing.pollInterval).toBe(1_000);
    expect(liveTiming(clock, 1, 3_000).timing.pollInterval).toBe(1_000);
  });

  it('ends at its usual moment when nobody changes anything', async () => {
    const { clock, waiting } = timing(10);
    const overdue = waiting();
    await clock.advance(29_999);
    expect(overdue()).toBe(false);
    await clock.advance(1);
    expect(overdue()).toBe(true);
  });

  it('does not end because the cluster has become faster while something waited', async () => {
    const { clock, setSpeed, waiting } = timing(1);
    const overdue = waiting();
    await clock.advance(4 * minute);
    setSpeed(50);
    expect(overdue()).toBe(false);
    await clock.advance(19_000);
    expect(overdue()).toBe(false);
    await clock.advance(2_000);
    expect(overdue()).toBe(true);
    // What began to wait after the change has the patience of the new speed.
    const later = waiting();
    await clock.advance(20_000);
    expect(later()).toBe(true);
  });

  it('does not end while time stands still, however long that is, nor at once afterwards', async () => {
    const { clock, live, setSpeed, waiting } = timing(10);
    const overdue = waiting();
    await clock.advance(25_000);
    setSpeed(0);
    await clock.advance(180 * minute);
    expect(overdue()).toBe(false);
    setSpeed(10);
    expect(overdue()).toBe(false);
    await clock.advance(29_000);
    expect(overdue()).toBe(false);
    await clock.advance(2_000);
    expect(overdue()).toBe(true);
    expect(live.stall).toBe(30_000);
  });

  it('is copied with its values of the moment, as for a run that has one of its own', () => {
    const { live } = timing(10);
    expect({ ...live, start: 5 }).toMatchObject({ stall: 30_000, metaTick: 1_000, start: 5 });
  });

  it('proposes nothing again while the meta stands still', async () => {
    const { clock, live, setSpeed } = timing(10);
    setSpeed(0);
    await clock.advance(minute);
    expect(live.metaTick).toBe(1_000 + minute);
    expect(live.pollInterval).toBe(1_000);
  });
});
