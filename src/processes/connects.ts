import { connect } from 'node:net';
import type { Clock } from '../lib/clock.js';

/** Whether something accepts connections at `host:port`; the answer is a reason when nothing does. */
export function connects(
  to: { readonly host: string; readonly port: number },
  timeoutMs: number,
  clock: Clock,
  signal?: AbortSignal,
): Promise<{ readonly up: true } | { readonly up: false; readonly why: string }> {
  return new Promise((resolve) => {
    const settle = (answer: { readonly up: true } | { readonly up: false; readonly why: string }): void => {
      cancel();
      signal?.removeEventListener('abort', aborted);
      socket.destroy();
      resolve(answer);
    };
    const aborted = (): void => {
      settle({ up: false, why: 'nobody waits for the answer any more' });
    };
    const socket = connect(to.port, to.host);
    const cancel = clock.after(timeoutMs, () => {
      settle({ up: false, why: `${to.host}:${to.port} does not answer within ${timeoutMs / 1000} s` });
    });
    socket.once('connect', () => {
      settle({ up: true });
    });
    socket.once('error', (error) => {
      const refused = 'code' in error && error.code === 'ECONNREFUSED';
      settle({
        up: false,
        why: refused
          ? `nothing listens on ${to.host}:${to.port}`
          : `${to.host}:${to.port} cannot be reached: ${error.message}`,
      });
    });
    if (signal?.aborted === true) aborted();
    else signal?.addEventListener('abort', aborted, { once: true });
  });
}
