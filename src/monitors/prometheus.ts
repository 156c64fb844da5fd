import { z } from 'zod';
import type { MonitorReading } from '../roll/observation.js';
import { notUnderstood, requestJson, type HttpMeans } from './http-json.js';

/** Time and value; the value as text, as it can be `NaN` or `+Inf`. */
const sample = z.tuple([z.number(), z.string()]);

/** What /api/v1/query answers. A range or a string is no single moment's number. */
const answer = z.object({
  status: z.literal('success'),
  data: z.discriminatedUnion('resultType', [
    z.object({ resultType: z.literal('vector'), result: z.array(z.object({ value: sample })) }),
    z.object({ resultType: z.literal('scalar'), result: sample }),
  ]),
});

/** The values of a query at this moment. None is no answer, and neither is one that is no number. */
export async function queryPrometheus(url: string, query: string, means: HttpMeans): Promise<MonitorReading> {
  const body = new URLSearchParams({ query }).toString();
  const answered = await requestJson(`${url}/api/v1/query`, { method: 'POST', body, form: true }, means);
  if (!answered.ok) return answered.failure;
  const text = JSON.stringify({ answer: answered.value });
  const parsed = answer.safeParse(answered.value);
  if (!parsed.success) return notUnderstood('Prometheus gave an answer that is not understood', text);
  const { data } = parsed.data;
  const samples = data.resultType === 'scalar' ? [data.result] : data.result.map(({ value }) => value);
  if (samples.length === 0) return notUnderstood('the query has no result, which is neither true nor a number', text);
  const values = samples.map(([, value]) => (value.trim() === '' ? Number.NaN : Number(value)));
  return values.every(Number.isFinite)
    ? { kind: 'values', values }
    : notUnderstood('the query has a result that is no number', text);
}
