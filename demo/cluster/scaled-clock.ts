import type { Clock } from '../../src/lib/clock.js';

/** A clock that starts at the same moment as `real` and goes `speed` times as fast; waits shrink accordingly. */
export function scaledClock(real: Clock, speed: number): Clock {
  if (!(speed > 0)) throw new RangeError(`speed must be above 0, not ${speed}`);
  const began = real.now();
  return {
    now: () => began + Math.round((real.now() - began) * speed),
    sleep: (ms, signal) => real.sleep(ms / speed, signal),
    after: (ms, callback) => real.after(ms / speed, callback),
  };
}
