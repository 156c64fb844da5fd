import { webApi } from '@slack/bolt';
import type { z } from 'zod';
import type { Clock } from '../../lib/clock.js';
import type { Log } from '../../lib/log.js';
import { fail, ok, type Result } from '../../lib/result.js';
import { boltLogger } from '../connect/bolt-logger.js';
import { anyAnswer } from './answers.js';
import { asApiFailure, type ApiFailure } from './failure.js';
import type { Method } from './methods.js';
import { RetryAfter } from './retry-after.js';

export type Answer<Value> = Promise<Result<Value, ApiFailure>>;

/** An answer that does not come within this time counts as lost. */
export const answerTimeoutMs = 10_000;

/** How many calls each client has under way at most. */
const concurrency = { control: 50, cosmetic: 10 } as const;
type Client = keyof typeof concurrency;

export interface ApiOptions {
  readonly token: string;
  readonly apiUrl?: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly fetch?: typeof fetch;
  readonly onAnswer?: (failure: ApiFailure | undefined) => void;
  /** Told when a call begins; what it returns is told how it ended. */
  readonly onCall?: OnCall;
}

export type OnCall = (method: Method) => (failure: ApiFailure | undefined) => void;

/**
 * How Slack is called. Nothing is thrown and nothing is tried twice: a lost answer must be looked into before a post is
 * repeated, and the SDK would repeat it blindly.
 *
 * Answers to people and everything a decision depends on go through one client (`control`); what only shows progress,
 * and seeded reactions, through another (`cosmetic`), so that a queue of edits never stands before an answer. Both hand
 * a 429 back at once instead of pausing everything behind it, and until its Retry-After is over the same call is
 * refused here: Slack is not asked again.
 */
export class ApiCalls {
  readonly #clients: Readonly<Record<Client, webApi.WebClient>>;
  readonly #clock: Clock;
  readonly #blocked: RetryAfter;
  readonly #onAnswer: (failure: ApiFailure | undefined) => void;
  readonly #onCall: OnCall;
  #lastAnswerAt: number;

  constructor(options: ApiOptions) {
    this.#clock = options.clock;
    this.#lastAnswerAt = options.clock.now();
    this.#blocked = new RetryAfter(options.clock);
    this.#onAnswer = options.onAnswer ?? (() => undefined);
    this.#onCall = options.onCall ?? (() => () => undefined);
    const client = (most: number): webApi.WebClient =>
      new webApi.WebClient(options.token, {
        logger: boltLogger(options.log),
        timeout: answerTimeoutMs,
        rejectRateLimitedCalls: true,
        maxRequestConcurrency: most,
        // An object of its own: the SDK writes into it.
        retryConfig: { retries: 0 },
        ...(options.apiUrl === undefined ? {} : { slackApiUrl: options.apiUrl }),
        ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
      });
    this.#clients = { control: client(concurrency.control), cosmetic: client(concurrency.cosmetic) };
  }

  /** When Slack last answered anything, or was last tried in vain. */
  get lastAnswerAt(): number {
    return this.#lastAnswerAt;
  }

  /** A call whose answer says nothing but that it was done. */
  tell(by: Client, method: Method, args: object): Answer<undefined> {
    return this.ask(by, method, args, anyAnswer, () => undefined);
  }

  async ask<Shape, Value>(
    by: Client,
    method: Method,
    args: object,
    schema: z.ZodType<Shape>,
    read: (answer: Shape) => Value,
  ): Answer<Value> {
    const channel = 'channel' in args && typeof args.channel === 'string' ? args.channel : undefined;
    const blockedMs = this.#blocked.forMs(method, channel);
    if (blockedMs > 0) return fail({ kind: 'rate-limited', retryAfterMs: blockedMs });
    this.#lastAnswerAt = this.#clock.now();
    const ended = this.#onCall(method);
    let raw: unknown;
    try {
      raw = await this.#clients[by].apiCall(method, { ...args });
    } catch (error) {
      const failure = asApiFailure(error);
      if (failure.kind === 'rate-limited') this.#blocked.note(method, channel, failure.retryAfterMs);
      this.#onAnswer(failure);
      ended(failure);
      return fail(failure);
    }
    this.#onAnswer(undefined);
    const answer = schema.safeParse(raw);
    const unread: ApiFailure = { kind: 'unknown-outcome', message: `an answer of ${method} that cannot be read` };
    ended(answer.success ? undefined : unread);
    return answer.success ? ok(read(answer.data)) : fail(unread);
  }
}
