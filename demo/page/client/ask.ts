import * as z from 'zod/mini';

const failure = z.object({ ok: z.literal(false), error: z.string() });

/**
 * Asks the demo, below `/_control`.
 * @throws Error with a sentence for people, when the demo says no or is not there.
 */
export async function ask<T>(method: 'GET' | 'POST' | 'DELETE', path: string, answer: z.ZodMiniType<T>, body?: object) {
  const response = await fetch(`/_control/${path}`, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch(() => undefined);
  if (response === undefined) throw new Error('The demo does not answer. Is it still running?');
  const told: unknown = await response.json().catch(() => undefined);
  const refused = failure.safeParse(told);
  if (refused.success) throw new Error(refused.data.error);
  const understood = answer.safeParse(told);
  if (!understood.success) throw new Error(`The demo answered ${path} in a way that this page does not know.`);
  return understood.data;
}
