import { z } from 'zod';
import type { SlackSecrets } from '../../config/slack-secrets.js';
import type { Clock } from '../../lib/clock.js';
import { reasonOf } from '../../lib/thrown.js';

/** As much of `fetch` as is needed. */
export type Fetch = (
  url: string,
  request: {
    readonly method: 'POST';
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly signal: AbortSignal;
  },
) => Promise<{
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  json(): Promise<unknown>;
}>;

const slackItself = 'https://slack.com/api/';
const answerMs = 10_000;

const answerSchema = z.looseObject({ ok: z.boolean(), error: z.string().optional() });
export type Answer = z.infer<typeof answerSchema>;

export type Answered =
  | { readonly kind: 'answered'; readonly answer: Answer; readonly scopes: string | null }
  | { readonly kind: 'silent'; readonly why: string };
export type Call = (method: string, token: string, form?: Readonly<Record<string, string>>) => Promise<Answered>;
/** With the token of the bot. */
export type Ask = (method: string, form: Readonly<Record<string, string>>) => Promise<Answered>;

/** Asks Slack, or what the secrets name in its place. */
export function caller({ apiUrl = slackItself }: SlackSecrets, fetch: Fetch, clock: Clock): Call {
  return async (method, token, form = {}) => {
    const over = new AbortController();
    const cancel = clock.after(answerMs, () => {
      over.abort();
    });
    try {
      const response = await fetch(`${apiUrl}${method}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
        signal: over.signal,
      });
      const parsed = answerSchema.safeParse(await response.json().catch(() => undefined));
      if (!parsed.success)
        return { kind: 'silent', why: `${apiUrl} answers HTTP ${response.status} and nothing that Slack would say` };
      return { kind: 'answered', answer: parsed.data, scopes: response.headers.get('x-oauth-scopes') };
    } catch (error) {
      if (over.signal.aborted) return { kind: 'silent', why: `${apiUrl} does not answer within ${answerMs / 1000} s` };
      const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
      return { kind: 'silent', why: `${apiUrl} cannot be reached: ${reasonOf(error)}${cause}` };
    } finally {
      cancel();
    }
  };
}
