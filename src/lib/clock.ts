/**
 * The only place that knows what time it is. Everything else takes a Clock, so that a test or a
 * simulation owns the time.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`, or as soon as `signal` aborts; it never rejects: the caller looks at the signal. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `callback` after `ms`; the answer cancels it. */
  after(ms: number, callback: () => void): () => void;
}

/** The `sleep` of a clock that has this `after`. */
export const sleepingBy =
  (after: Clock['after']): Clock['sleep'] =>
  (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const done = (): void => {
        cancel();
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const cancel = after(ms, done);
      signal?.addEventListener('abort', done, { once: true });
    });

const realAfter: Clock['after'] = (ms, callback) => {
  const timer = setTimeout(callback, ms);
  return () => {
    clearTimeout(timer);
  };
};

/** The machine's own time. */
export const realClock: Clock = { now: () => Date.now(), sleep: sleepingBy(realAfter), after: realAfter };
