import { z } from 'zod';
import { isNestedTooDeeply } from '../../../lib/nesting.js';
import { ok } from '../../../lib/result.js';
import { notUnderstood, type Read } from '../failure.js';

/** Most of what `-j` prints is a number in a string. */
export const wholeNumber = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,15})$/, 'expected a whole number')
  .transform(Number)
  .refine(Number.isSafeInteger, 'expected a whole number that is not too large');

/**
 * Reads lines that are exactly one JSON object of that shape. The shape names every section that the
 * command prints: one that is not among them is another command's, and may have taken rows of this one along.
 */
export function readDocument<Shape extends z.ZodType>(
  command: string,
  lines: readonly string[],
  shape: Shape,
): Read<z.output<Shape>> {
  const text = lines.join('\n').trim();
  if (text === '') return notUnderstood(command, 'nothing was printed', lines);
  if (!text.startsWith('{')) return notUnderstood(command, 'a JSON document was expected', lines);
  const document = parseStrictly(text);
  if (document === undefined) return notUnderstood(command, 'it is not one complete JSON document', lines);
  const parsed = shape.safeParse(document);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return notUnderstood(
    command,
    issue === undefined ? 'it has another shape' : `${issue.path.join('.') || 'the document'}: ${issue.message}`,
    lines,
  );
}

/**
 * JSON.parse takes the last of two members with the same name without a word; here such a text is as
 * wrong as a broken one, and so is one that is nested too deeply: undefined.
 */
export function parseStrictly(text: string): unknown {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (isNestedTooDeeply(document)) return undefined;
  return namesWritten(text) === namesKept(document) ? document : undefined;
}

/** Strings in valid JSON never overlap, so one pass finds each; the ones a colon follows are names. */
function namesWritten(text: string): number {
  let names = 0;
  for (const match of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)) if (match[1] !== undefined) names += 1;
  return names;
}

function namesKept(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, inner: unknown) => sum + namesKept(inner), 0);
  if (value === null || typeof value !== 'object') return 0;
  let names = 0;
  for (const inner of Object.values(value)) names += 1 + namesKept(inner);
  return names;
}
