import type { z } from 'zod';
import { parseJson } from '../lib/parse-json.js';

/** What the bot has written into a button or a form and Slack gave back; undefined: it is not that. */
export function readJson<Value>(schema: z.ZodType<Value>, text: string | undefined): Value | undefined {
  const json = text === undefined ? undefined : parseJson(text);
  return json?.ok === true ? schema.safeParse(json.value).data : undefined;
}
