import { z } from 'zod';
import { fail, ok, type Result } from '../lib/result.js';
import type { AlertsReading } from '../roll/observation.js';
import { notUnderstood, requestJson, type HttpMeans, type NoAnswer } from './http-json.js';
import { parseMatcher } from './matchers.js';

/** What the API of Alertmanager, version 2, is asked and told. */

/** Whose silences are the bot's own. */
export const createdBy = 'pegasus-roll';

const alerts = z.array(
  z.object({
    labels: z.record(z.string(), z.string()),
    status: z.object({
      state: z.enum(['unprocessed', 'active', 'suppressed']),
      silencedBy: z.array(z.string()),
    }),
  }),
);

const silences = z.array(
  z.object({
    id: z.string().min(1),
    createdBy: z.string(),
    comment: z.string(),
    startsAt: z.string(),
    status: z.object({ state: z.enum(['expired', 'active', 'pending']) }),
  }),
);
export type Silence = z.infer<typeof silences>[number];

const silenced = z.object({ silenceID: z.string().min(1) });

const labelsShown = ['alertname', 'instance', 'severity'] as const;

/**
 * Alerts that fire and meet all matchers, also those that another alert inhibits. One that somebody has silenced does
 * not count, unless only the bot itself did.
 */
export async function firingAlerts(url: string, matchers: readonly string[], means: HttpMeans): Promise<AlertsReading> {
  const asked = new URLSearchParams({ active: 'true', silenced: 'true', inhibited: 'true', unprocessed: 'true' });
  for (const matcher of matchers) asked.append('filter', matcher);
  const said = understood(
    await requestJson(`${url}/api/v2/alerts?${asked.toString()}`, { method: 'GET' }, means),
    alerts,
  );
  if (!said.ok) return said.failure;
  const own = said.value.some(({ status }) => status.silencedBy.length > 0) ? await ownSilences(url, means) : ok([]);
  if (!own.ok) return own.failure;
  const ids = new Set(own.value.map(({ id }) => id));
  const firing = said.value.filter(({ status }) => status.silencedBy.every((id) => ids.has(id)));
  return { kind: 'alerts', firing: firing.map(({ labels }) => inWords(labels)) };
}

function inWords(labels: Readonly<Record<string, string>>): string {
  const [name = 'an alert without a name', ...others] = labelsShown.flatMap((label) => labels[label] ?? []);
  return others.length === 0 ? name : `${name} (${others.join(', ')})`;
}

/** The bot's own silences that are in force, or will be. */
export async function ownSilences(url: string, means: HttpMeans): Promise<Result<readonly Silence[], NoAnswer>> {
  const said = understood(await requestJson(`${url}/api/v2/silences`, { method: 'GET' }, means), silences);
  return said.ok
    ? ok(said.value.filter((each) => each.createdBy === createdBy && each.status.state !== 'expired'))
    : said;
}

/**
 * Makes a silence, or moves the end of one: Alertmanager does that where nothing else changes.
 * @returns its id from now on
 */
export async function silence(
  url: string,
  given: {
    readonly id?: string;
    readonly matchers: readonly string[];
    readonly startsAt: string;
    readonly endsAt: string;
    readonly comment: string;
  },
  means: HttpMeans,
): Promise<Result<string, NoAnswer>> {
  const { matchers, ...rest } = given;
  const body = JSON.stringify({
    ...rest,
    createdBy,
    matchers: matchers.flatMap((text) => parseMatcher(text) ?? []),
  });
  const said = understood(await requestJson(`${url}/api/v2/silences`, { method: 'POST', body }, means), silenced);
  return said.ok ? ok(said.value.silenceID) : said;
}

export async function expireSilence(url: string, id: string, means: HttpMeans): Promise<Result<null, NoAnswer>> {
  const said = await requestJson(`${url}/api/v2/silence/${encodeURIComponent(id)}`, { method: 'DELETE' }, means);
  return said.ok ? ok(null) : said;
}

function understood<Value>(answer: Result<unknown, NoAnswer>, schema: z.ZodType<Value>): Result<Value, NoAnswer> {
  if (!answer.ok) return answer;
  const parsed = schema.safeParse(answer.value);
  return parsed.success
    ? ok(parsed.data)
    : fail(
        notUnderstood('Alertmanager gave an answer that is not understood', JSON.stringify({ answer: answer.value })),
      );
}
