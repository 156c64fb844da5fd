import type { Clock } from '../../lib/clock.js';
import type { SlackApi } from '../api/slack-api.js';

const quietMs = 5 * 60_000;

/** A bot that has nothing to say would not notice that Slack has shut it out: after a quiet time it asks who it is. */
export async function probeToken({
  api,
  clock,
  signal,
}: {
  readonly api: SlackApi;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}): Promise<void> {
  for (;;) {
    const quietFor = clock.now() - api.lastAnswerAt;
    await clock.sleep(Math.max(1_000, quietMs - quietFor), signal);
    if (signal.aborted) return;
    if (clock.now() - api.lastAnswerAt >= quietMs) await api.whoAmI();
  }
}
