import type { Clock } from '../lib/clock.js';
import type { Slack } from '../slack/start-slack.js';

const everyMs = 1_000;

/** Resolves once Slack has not been heard for longer than `limitMs`; never, when the signal aborts before. */
export async function disconnectedTooLong(
  slack: Pick<Slack, 'health'>,
  limitMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const { connected, disconnectedForMs = 0 } = slack.health();
    if (!connected && disconnectedForMs > limitMs) return;
    await clock.sleep(everyMs, signal);
  }
  await new Promise(() => undefined);
}
