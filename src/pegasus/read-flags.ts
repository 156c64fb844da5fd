import { z } from 'zod';
import { mapLimited } from '../lib/map-limited.js';
import type { Result } from '../lib/result.js';
import type { FlagReading, Look } from '../roll/observation.js';
import type { CallFailure } from './native/call-failure.js';
import type { Deadline } from './native/deadline.js';
import { httpGet, type HttpAnswer, type HttpPath } from './native/http-get.js';
import { notUnderstood } from './shell/failure.js';
import { parseStrictly } from './shell/parse/json.js';

/** One GET to one server. */
export type AskPage = (address: string, path: HttpPath, deadline: Deadline) => Promise<Result<HttpAnswer, CallFailure>>;

/** As many as are asked for their process at once. */
const serversAtOnce = 100;

/** Names of flags are those of variables in C++, so nothing of them has to be escaped. */
const flagName = /^[A-Za-z0-9_]{1,200}$/;

/** `{"name":…,"section":…,"type":"FV_INT32","tags":…,"description":…,"value":"300"}`: every value is a text. */
const page = z.object({ name: z.string(), section: z.string(), type: z.string(), value: z.string() });

/** What each of these servers has of a flag, by its own word (docs/pegasus.md, "HTTP pages"). */
export async function readFlags(
  { name, of }: NonNullable<Look['flag']>,
  deadline: Deadline,
  ask: AskPage = httpGet,
): Promise<Readonly<Record<string, FlagReading>>> {
  const isName = flagName.test(name);
  const read = async (address: string) =>
    [
      address,
      isName ? readFlagPage(name, await ask(address, `/config?name=${name}`, deadline)) : noName(name),
    ] as const;
  return Object.fromEntries(await mapLimited([...new Set(of)], serversAtOnce, read));
}

const noName = (text: string): FlagReading => ({
  kind: 'not-understood',
  message: `Not asked: ${JSON.stringify(text)} is not the name of a flag.`,
  raw: [],
});

/** One answer, whatever it is. A missing flag is HTTP 200, too. */
export function readFlagPage(name: string, answer: Result<HttpAnswer, CallFailure>): FlagReading {
  const nonsense = (why: string, raw: readonly string[]): FlagReading => {
    const { failure } = notUnderstood(`GET /config?name=${name}`, why, raw);
    return { kind: 'not-understood', message: failure.message, raw: failure.raw };
  };
  if (!answer.ok) {
    const { kind, error, why } = answer.failure;
    return kind === 'garbled' ? nonsense(why, [error]) : { kind: 'unreachable', error: `${error}, ${why}` };
  }
  const { status, body } = answer.value;
  const lines = body.trimEnd().split('\n');
  if (status === 404 && body.startsWith('service not found')) return { kind: 'no-page' };
  if (status !== 200) return nonsense(`it is HTTP ${status}`, lines);
  if (body.trim() === `ERR_OBJECT_NOT_FOUND: ${name} is not found`) return { kind: 'no-such-flag' };
  const { success, data } = page.safeParse(parseStrictly(body));
  if (!success) return nonsense('it does not say what the flag is', lines);
  if (data.name !== name) return nonsense(`it is about ${data.name}`, lines);
  return { kind: 'value', section: data.section, type: data.type, value: data.value };
}
