import { SocketModeReceiver } from '@slack/bolt';
import { z } from 'zod';
import type { Clock } from '../../lib/clock.js';
import { asApiFailure, describe } from '../api/failure.js';
import type { Log } from '../../lib/log.js';
import { boltLogger } from './bolt-logger.js';
import { onHeartbeat } from './heartbeats.js';
import type { Line, OnConnected } from './line.js';

/** Wait before each further attempt after the first, which is made at once. */
const pausesMs = [0, 500, 1_000, 2_000, 5_000, 10_000, 15_000] as const;
/** Slack greets a new connection within a second or two. */
const greetingMs = 15_000;
const closingMs = 3_000;
const answerTimeoutMs = 10_000;
const opened = z.object({ url: z.url() });
/** Errors of apps.connections.open that another app token heals. */
const wrongToken: readonly string[] = [
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'not_allowed_token_type',
  'missing_scope',
  'no_permission',
  'forbidden_team',
];

/**
 * Socket Mode, kept alive by us: Bolt's own reconnecting leaves the bot without a connection for 5 s at every refresh,
 * and ends in an unhandled rejection when no connection can be opened.
 */
export class SocketLine implements Line {
  readonly receiver: SocketModeReceiver;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #onConnected: OnConnected;
  readonly #onAnswer: (refusal: string | undefined) => void;
  readonly #closing = new AbortController();
  #connected = false;
  #disconnectedSince: number;
  /** When anything came over the connection, a ping too: one that died in silence is only noticed seconds later. */
  #heardAt: number;
  #url: string | undefined;
  #everConnected = false;
  #lastError: string | undefined;
  #loop: Promise<void> | undefined;
  #wakeUp: () => void = () => undefined;

  /**
   * @param options.onAnswer told with Slack's error that the app token is refused, and with undefined that it is taken.
   */
  constructor(options: {
    readonly appToken: string;
    readonly apiUrl?: string;
    readonly clock: Clock;
    readonly log: Log;
    readonly onConnected: OnConnected;
    readonly onAnswer: (refusal: string | undefined) => void;
  }) {
    this.#clock = options.clock;
    this.#log = options.log;
    this.#onConnected = options.onConnected;
    this.#onAnswer = options.onAnswer;
    this.#disconnectedSince = options.clock.now();
    this.#heardAt = this.#disconnectedSince;
    this.receiver = new SocketModeReceiver({
      appToken: options.appToken,
      logger: boltLogger(options.log),
      autoReconnectEnabled: false,
      installerOptions: {
        clientOptions: {
          timeout: answerTimeoutMs,
          rejectRateLimitedCalls: true,
          // An object of its own: the SDK writes into it.
          retryConfig: { retries: 0 },
          ...(options.apiUrl === undefined ? {} : { slackApiUrl: options.apiUrl }),
        },
      },
      // Not acknowledged: Slack delivers it again.
      processEventErrorHandler: ({ error }) => {
        options.log.error({ err: error }, 'an event from Slack could not be handled');
        return Promise.resolve(false);
      },
    });
    const heard = (): void => {
      this.#heardAt = this.#clock.now();
    };
    this.#closing.signal.addEventListener(
      'abort',
      onHeartbeat(() => this.#url, heard),
      { once: true },
    );
    this.receiver.client.on('authenticated', (answer: unknown) => {
      const { data } = opened.safeParse(answer);
      this.#url = data === undefined ? undefined : new URL(data.url).href;
    });
    this.receiver.client.on('ws_message', heard);
    this.receiver.client.on('connected', () => {
      heard();
      this.#connected = true;
      this.#lastError = undefined;
      const disconnectedForMs = this.#clock.now() - this.#disconnectedSince;
      this.#log.info({ disconnectedForMs }, 'connected to Slack');
      // Before the first connection nobody was listening: that is not a gap but a start.
      this.#onConnected(this.#everConnected ? disconnectedForMs : undefined);
      this.#everConnected = true;
    });
    this.receiver.client.on('disconnected', () => {
      if (this.#connected) this.#disconnectedSince = this.#heardAt;
      this.#connected = false;
      this.#wakeUp();
    });
  }

  async open(): Promise<void> {
    this.#loop = this.#keep((await this.#connect()) ? 0 : 1);
  }

  health(): { readonly connected: boolean; readonly disconnectedForMs?: number; readonly detail: string } {
    if (this.#connected) return { connected: true, detail: 'Socket Mode: connected' };
    const disconnectedForMs = Math.max(0, this.#clock.now() - this.#disconnectedSince);
    return {
      connected: false,
      disconnectedForMs,
      detail: `Socket Mode: not connected${this.#lastError === undefined ? '' : ` (${this.#lastError})`}`,
    };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#wakeUp();
    const patience = new AbortController();
    await Promise.race([
      Promise.allSettled([this.receiver.client.disconnect(), this.#loop]),
      this.#clock.sleep(closingMs, patience.signal),
    ]);
    patience.abort();
  }

  /** Waits until the connection ends, then opens another one, for as long as the line shall be open. */
  async #keep(failures: number): Promise<void> {
    let failed = failures;
    while (!this.#isClosing()) {
      await this.#disconnected();
      await this.#clock.sleep(pausesMs[Math.min(failed, pausesMs.length - 1)] ?? 0, this.#closing.signal);
      if (this.#isClosing()) return;
      failed = (await this.#connect()) ? 0 : failed + 1;
    }
  }

  /** Resolves at once while there is no connection. */
  #disconnected(): Promise<void> {
    return new Promise((resolve) => {
      this.#wakeUp = resolve;
      if (!this.#connected || this.#isClosing()) resolve();
    });
  }

  #isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  /** @returns whether there is a connection now. Never rejects. */
  async #connect(): Promise<boolean> {
    const { client } = this.receiver;
    // A socket that opens and says nothing is no connection.
    const cancel = this.#clock.after(greetingMs, () => void client.disconnect());
    try {
      await client.start();
      this.#onAnswer(undefined);
      return true;
    } catch (error) {
      const failure = asApiFailure(error ?? new Error('the socket was closed'));
      this.#lastError = failure.kind === 'refused' ? failure.error : describe(failure);
      this.#log.warn({ reason: this.#lastError }, 'no connection to Slack; trying on');
      if (failure.kind === 'refused' && wrongToken.includes(failure.error)) this.#onAnswer(failure.error);
      return false;
    } finally {
      cancel();
    }
  }
}
