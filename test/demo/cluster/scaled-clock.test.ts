import { describe, expect, it } from 'vitest';
import { scaledClock } from '../../../demo/cluster/scaled-clock.js';
import { VirtualClock } from '../../../src/lib/virtual-clock.js';

const began = Date.UTC(2026, 0, 2, 3, 4, 5);

function scaled(speed: number) {
  const real = new VirtualClock(began);
  const clock = scaledClock(real, speed);
  return { real, clock, passed: () => clock.now() - began };
}

describe('a clock that goes faster than real time', () => {
  it('goes on from where it is when its speed changes', async () => {
    const { real, clock, passed } = scaled(10);
    await real.advance(1_000);
    expect(passed()).toBe(10_000);
    clock.setSpeed(50);
    expect(passed()).toBe(10_000);
    await real.advance(1_000);
    expect(passed()).toBe(60_000);
    clock.setSpeed(1);
    await real.advance(1_000);
    expect(passed()).toBe(61_000);
    expect(clock.speed).toBe(1);
  });

  it('lets what waits come at the same moment of its own time, whatever its speed was meanwhile', async () => {
    const { real, clock, passed } = scaled(1);
    const came: number[] = [];
    for (const ms of [5_000, 20_000, 40_000])
      clock.after(ms, () => {
        came.push(passed());
      });
    await real.advance(2_000);
    clock.setSpeed(20);
    await real.advance(500);
    expect(came).toEqual([5_000]);
    clock.setSpeed(4);
    await real.advance(3_000);
    expect(came).toEqual([5_000, 20_000]);
    await real.advance(4_000);
    expect(came).toEqual([5_000, 20_000, 40_000]);
  });

  it('stands still at speed 0, with all that waits on it, and goes on afterwards', async () => {
    const { real, clock, passed } = scaled(10);
    const came: string[] = [];
    clock.after(10_000, () => came.push('timer'));
    void clock.sleep(20_000).then(() => came.push('sleep'));
    await real.advance(500);
    clock.setSpeed(0);
    await real.advance(3_600_000);
    expect({ passed: passed(), came, waiting: real.nextAt() }).toEqual({
      passed: 5_000,
      came: [],
      waiting: undefined,
    });
    // What is asked for while it stands waits as well; what is called off does not come.
    clock.after(1_000, () => came.push('asked for meanwhile'));
    const callOff = clock.after(1_000, () => came.push('called off'));
    callOff();
    clock.setSpeed(10);
    await real.advance(1_500);
    expect(came).toEqual(['asked for meanwhile', 'timer', 'sleep']);
  });

  it('wakes a sleeper whose signal aborts while time stands still', async () => {
    const { real, clock } = scaled(1);
    const patience = new AbortController();
    let woken = false;
    void clock.sleep(1_000, patience.signal).then(() => {
      woken = true;
    });
    clock.setSpeed(0);
    patience.abort();
    await real.advance(0);
    expect(woken).toBe(true);
  });

  it('refuses a speed that is none', () => {
    const { clock } = scaled(1);
    for (const speed of [-1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => {
        clock.setSpeed(speed);
      }).toThrow(RangeError);
  });
});
