import { createHmac } from 'node:crypto';
import { realClock, type Clock } from '../../../src/lib/clock.js';
import { ackWithinMs, signingSecret } from '../facts.js';
import type { Delivery, FailureReason, Outcome, Retry, Transport } from './delivery.js';

/** HTTP mode: everything is POSTed to one request URL, signed as Slack signs (v0, HMAC-SHA256). */
export class HttpMode implements Transport {
  constructor(
    readonly url: string,
    private readonly clock: Clock,
  ) {}

  async deliver(delivery: Delivery, retry: Retry): Promise<Outcome> {
    const sentAt = this.clock.now();
    const tooLate = new AbortController();
    const cancel = this.clock.after(ackWithinMs, () => {
      tooLate.abort();
    });
    const failed = (reason: FailureReason, noRetry = false): Outcome => ({
      acked: false,
      via: 'http',
      ms: this.clock.now() - sentAt,
      reason,
      noRetry,
    });
    try {
      const response = await fetch(this.url, {
        ...request(delivery, retry),
        redirect: 'manual',
        signal: tooLate.signal,
      });
      const text = await response.text();
      if (!response.ok) return failed('http_error', response.headers.get('x-slack-no-retry') === '1');
      const answer = answerOf(text, response.headers.get('content-type') ?? '');
      return { acked: true, via: 'http', ms: this.clock.now() - sentAt, ...(answer !== undefined && { answer }) };
    } catch {
      return failed(tooLate.signal.aborted ? 'timeout' : 'connection_failed');
    } finally {
      cancel();
    }
  }
}

function request(delivery: Delivery, retry: Retry): { method: 'POST'; headers: Record<string, string>; body: string } {
  const [contentType, body] = encode(delivery);
  // The receiver compares this with the machine's own time, whatever clock the workspace goes by.
  const seconds = Math.floor(realClock.now() / 1000);
  const signature = createHmac('sha256', signingSecret).update(`v0:${seconds}:${body}`).digest('hex');
  return {
    method: 'POST',
    headers: {
      'content-type': contentType,
      'user-agent': 'Slackbot 1.0 (local workspace)',
      'x-slack-request-timestamp': String(seconds),
      'x-slack-signature': `v0=${signature}`,
      ...(retry.attempt > 0 && {
        'x-slack-retry-num': String(retry.attempt),
        'x-slack-retry-reason': retry.reason === 'timeout' ? 'http_timeout' : retry.reason,
      }),
    },
    body,
  };
}

function encode(delivery: Delivery): [string, string] {
  if (delivery.kind === 'event') return ['application/json', JSON.stringify(delivery.payload)];
  const form = new URLSearchParams();
  if (delivery.kind === 'interaction') form.set('payload', JSON.stringify(delivery.payload));
  else for (const [name, value] of Object.entries(delivery.payload)) form.set(name, String(value));
  return ['application/x-www-form-urlencoded', form.toString()];
}

/** An acknowledgement may be empty, JSON, or just the text to show. */
function answerOf(text: string, contentType: string): unknown {
  if (text === '') return undefined;
  if (!contentType.includes('json')) return { text };
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
