import type { App, Receiver } from '@slack/bolt';
import type { Line } from '../src/slack/connect/line.js';

const quiet: Receiver = {
  init: (_app: App) => undefined,
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
};

/**
 * A Slack that takes everything and remembers only what it was asked: for runs on the virtual clock, where no socket
 * fits.
 */
export class CountedSlack {
  readonly calls = new Map<string, number>();
  #ts = 0;

  /** Nothing comes in by itself; what people say is said to the run service. */
  readonly line = (): Line & { readonly receiver: Receiver } => ({
    receiver: quiet,
    open: () => Promise.resolve(),
    health: () => ({ connected: true, detail: 'counted' }),
    close: () => Promise.resolve(),
  });

  readonly fetch: typeof fetch = (input) => {
    const url = input instanceof Request ? input.url : String(input);
    const method = url.slice(url.lastIndexOf('/') + 1);
    this.calls.set(method, (this.calls.get(method) ?? 0) + 1);
    return Promise.resolve(Response.json({ ok: true, ...this.#answer(method) }));
  };

  get total(): number {
    return [...this.calls.values()].reduce((sum, count) => sum + count, 0);
  }

  #answer(method: string): object {
    switch (method) {
      case 'auth.test':
        return { user_id: 'U0BOT', bot_id: 'B0BOT', team_id: 'T0HOME' };
      case 'chat.postMessage':
        this.#ts += 1;
        return { ts: `1700000000.${String(this.#ts).padStart(6, '0')}`, channel: 'C0PEGASUS1' };
      case 'chat.getPermalink':
        return { permalink: 'https://example.slack.com/archives/C0PEGASUS1/p1' };
      case 'reactions.get':
        return { message: {} };
      default:
        return {};
    }
  }
}
