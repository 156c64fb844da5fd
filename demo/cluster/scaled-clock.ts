import { sleepingBy, type Clock } from '../../src/lib/clock.js';

/** A clock whose speed can be changed while somebody waits on it; at 0 its time stands still. */
export interface ScaledClock extends Clock {
  /** How many times as fast as the clock it follows. */
  readonly speed: number;
  setSpeed(speed: number): void;
}

interface Timer {
  readonly at: number;
  readonly callback: () => void;
  /** Undefined while time stands still. */
  cancel: (() => void) | undefined;
}

/** A clock that starts at the same moment as `real` and goes `speed` times as fast; waits shrink accordingly. */
export function scaledClock(real: Clock, speed: number): ScaledClock {
  if (!(speed > 0)) throw new RangeError(`speed must be above 0, not ${speed}`);
  let present = speed;
  /** The two moments that it goes on from: this clock's own, and that of `real`. */
  let since = { own: real.now(), real: real.now() };
  const timers = new Set<Timer>();
  const exactly = (): number => since.own + (real.now() - since.real) * present;

  const arm = (timer: Timer): void => {
    timer.cancel?.();
    timer.cancel =
      present === 0
        ? undefined
        : real.after(Math.max(0, timer.at - exactly()) / present, () => {
            timers.delete(timer);
            timer.callback();
          });
  };
  const after: Clock['after'] = (ms, callback) => {
    const timer: Timer = { at: exactly() + ms, callback, cancel: undefined };
    timers.add(timer);
    arm(timer);
    return () => {
      timers.delete(timer);
      timer.cancel?.();
    };
  };
  return {
    now: () => Math.round(exactly()),
    after,
    sleep: sleepingBy(after),
    get speed() {
      return present;
    },
    setSpeed: (next) => {
      if (!(next >= 0 && Number.isFinite(next))) throw new RangeError(`speed must be 0 or more, not ${next}`);
      since = { own: exactly(), real: real.now() };
      present = next;
      for (const timer of timers) arm(timer);
    },
  };
}
