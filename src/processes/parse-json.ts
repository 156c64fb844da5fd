import { reasonOf } from '../lib/thrown.js';
import { fail, ok, type Result } from '../lib/result.js';

/** A text that a program printed, as JSON; or why it is none. */
export function parseJson(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    return fail(reasonOf(error));
  }
}
