import type { Clock } from '../lib/clock.js';
import { parseJson } from '../lib/parse-json.js';
import { fail, ok, type Result } from '../lib/result.js';
import { reasonOf } from '../lib/thrown.js';
import type { MonitorReading } from '../roll/observation.js';

/** Why there is no answer, or none that was understood. */
export type NoAnswer = Exclude<MonitorReading, { kind: 'values' }>;

const timeoutMs = 10_000;
/** Answers have a few kilobytes; of a longer one nobody knows how it would go on. */
const mostBytes = 4 * 1024 * 1024;
/** Of what was not understood so much is shown to people, characters. */
const shown = 500;

export interface HttpMeans {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Goes along as a bearer token; absent: none. */
  readonly token?: string;
}

export const notUnderstood = (why: string, text: string): NoAnswer => ({
  kind: 'not-understood',
  why,
  raw: text === '' ? [] : text.slice(0, shown).split('\n'),
});

/** One request for JSON. It is not sent elsewhere: a redirect is an answer that is not understood. */
export async function requestJson(
  url: string,
  request: { readonly method: 'GET' | 'POST' | 'DELETE'; readonly body?: string; readonly form?: true },
  { clock, signal, token }: HttpMeans,
): Promise<Result<unknown, NoAnswer>> {
  if (token !== undefined && !isPrivate(url))
    return fail({ kind: 'unreachable', why: `${url} would get a token in the clear: it takes https`, raw: [] });
  const over = new AbortController();
  const stop = (): void => {
    over.abort();
  };
  const late = new AbortController();
  const cancel = clock.after(timeoutMs, () => {
    late.abort();
    over.abort();
  });
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  try {
    const answer = await fetch(url, {
      method: request.method,
      redirect: 'manual',
      signal: over.signal,
      headers: {
        accept: 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(request.body === undefined
          ? {}
          : {
              'content-type': request.form === true ? 'application/x-www-form-urlencoded' : 'application/json',
            }),
      },
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    const text = await bounded(answer);
    if (text === undefined) return fail(notUnderstood(`${url} answered with more than ${mostBytes} bytes`, ''));
    if (answer.status >= 500)
      return fail({ ...notUnderstood(`${url} answered with HTTP ${answer.status}`, text), kind: 'unreachable' });
    if (!answer.ok) return fail(notUnderstood(`${url} answered with HTTP ${answer.status}`, text));
    if (text === '') return ok(undefined);
    const json = parseJson(text);
    return json.ok ? json : fail(notUnderstood(`${url} did not answer with JSON`, text));
  } catch (error) {
    const why = late.signal.aborted
      ? `did not answer within ${timeoutMs / 1000} s`
      : `cannot be reached: ${causeOf(error)}`;
    return fail({ kind: 'unreachable', why: `${url} ${why}`, raw: [] });
  } finally {
    cancel();
    signal.removeEventListener('abort', stop);
  }
}

/** A token goes in the clear only to this machine itself. */
function isPrivate(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** `fetch failed` says nothing; what it was caused by does. */
const causeOf = (error: unknown): string =>
  reasonOf(error instanceof Error && error.cause !== undefined ? error.cause : error);

async function bounded({ body }: Response): Promise<string | undefined> {
  if (body === null) return '';
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.byteLength;
    if (length > mostBytes) {
      await reader.cancel();
      return undefined;
    }
    chunks.push(next.value);
  }
  return Buffer.concat(chunks).toString('utf8');
}
