import { fail, ok, type Result } from './result.js';
import { reasonOf } from './thrown.js';

/** A text that is JSON if it is what it should be; or why it is none. */
export function parseJson(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    return fail(reasonOf(error));
  }
}
