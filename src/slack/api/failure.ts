import { webApi } from '@slack/bolt';
import { createMasker } from '../../lib/mask.js';
import { reasonOf } from '../../lib/thrown.js';

/** Why a call to Slack came to nothing, by what to do next. */
export type ApiFailure =
  /** Not carried out: call again after `retryAfterMs`. */
  | { readonly kind: 'rate-limited'; readonly retryAfterMs: number }
  /** No answer came: it may or may not have been carried out. */
  | { readonly kind: 'unknown-outcome'; readonly message: string }
  /** Not carried out, with Slack's own error name. */
  | { readonly kind: 'refused'; readonly error: string };

/** Slack names no time: what it asks for at most of the methods used here. */
const defaultRetryAfterMs = 30_000;

/** Slack's own faults, after which nobody knows what was done. */
const internalErrors: readonly string[] = [
  'internal_error',
  'fatal_error',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
];

const masked = createMasker([]);

export function asApiFailure(error: unknown): ApiFailure {
  if (error instanceof webApi.WebAPIRateLimitedError)
    return { kind: 'rate-limited', retryAfterMs: Math.max(1, error.retryAfter) * 1000 };
  if (error instanceof webApi.WebAPIPlatformError) {
    // Known names are short words; a server that is none of Slack's may repeat what it was sent.
    const name = masked(error.data.error);
    if (name === 'ratelimited' || name === 'rate_limited')
      return { kind: 'rate-limited', retryAfterMs: defaultRetryAfterMs };
    if (internalErrors.includes(name)) return { kind: 'unknown-outcome', message: name };
    return { kind: 'refused', error: name };
  }
  const message = masked(reasonOf(error));
  // A 429 whose Retry-After cannot be read comes as a bare error.
  if (message.startsWith('Retry header')) return { kind: 'rate-limited', retryAfterMs: defaultRetryAfterMs };
  return { kind: 'unknown-outcome', message };
}

/** The method, or the permission for it, is not there: calling again does not help. */
export function isLacking(failure: ApiFailure): boolean {
  return (
    failure.kind === 'refused' &&
    [
      'unknown_method',
      'missing_scope',
      'method_not_supported_for_channel_type',
      'not_allowed_token_type',
      'method_deprecated',
      'feature_not_enabled',
    ].includes(failure.error)
  );
}

export function describe(failure: ApiFailure): string {
  switch (failure.kind) {
    case 'rate-limited':
      return `rate-limited for ${failure.retryAfterMs / 1000} s`;
    case 'unknown-outcome':
      return `no answer (${failure.message})`;
    case 'refused':
      return failure.error;
  }
}
