import type { DeliveryKind } from '../misbehaviour.js';

/** One thing the app is told: an event, a slash command, or a click. */
export interface Delivery {
  readonly kind: DeliveryKind;
  /** For people: `reaction_added`, `/pegasus`, `block_actions`. */
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Whether the app may answer within its acknowledgement. */
  readonly acceptsAnswer: boolean;
}

/** What came of one attempt; `ms` counts from sending. */
export type Outcome =
  | { readonly acked: true; readonly via: 'socket' | 'http'; readonly ms: number; readonly answer?: unknown }
  | {
      readonly acked: false;
      readonly via: 'socket' | 'http';
      readonly ms: number;
      readonly reason: FailureReason;
      readonly noRetry?: boolean;
    };

/** Slack's words for x-slack-retry-reason, and two for what never left. */
export type FailureReason = 'timeout' | 'connection_failed' | 'http_error' | 'not_connected' | 'lost';

export interface Retry {
  /** 0 for the first attempt. */
  readonly attempt: number;
  readonly reason: string;
}

export interface Transport {
  /** Never rejects. Resolves when acknowledged, or at the latest when the app's 3 s are over. */
  deliver(delivery: Delivery, retry: Retry): Promise<Outcome>;
}
