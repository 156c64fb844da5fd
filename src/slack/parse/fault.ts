import { fail, type Result } from '../../lib/result.js';

/** One sentence for a value that is not what its option takes. */
export const bad = (option: string, expected: string, found: string): Result<never, string> =>
  fail(`${option} expects ${expected}, but I found “${short(found)}”.`);

export const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
