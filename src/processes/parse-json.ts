import { parseJson } from '../lib/parse-json.js';
import { fail, type Result } from '../lib/result.js';

/**
 * The JSON object of several lines that a program printed, beside warnings before and after it. A failure repeats
 * nothing of what begins like an object: it can hold secrets.
 */
export function jsonObjectIn(printed: string): Result<unknown, string> {
  const lines = printed.split(/\r?\n/);
  const begin = lines.indexOf('{');
  const end = lines.findIndex((line, at) => at > begin && line.startsWith('}'));
  if (begin === -1) return fail(JSON.stringify(printed.trim().slice(0, 500)));
  if (end === -1) return fail('it has no end');
  const json = parseJson([...lines.slice(begin, end), '}'].join('\n'));
  return json.ok ? json : fail('it is no JSON');
}
