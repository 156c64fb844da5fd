import { fail, type Result } from '../../lib/result.js';
import { inLanguage } from '../language.js';

/** One sentence for a value that is not what its option takes. */
export const bad = (option: string, expected: string, found: string): Result<never, string> =>
  fail(
    inLanguage({
      en: `${option} expects ${expected}, but I found “${short(found)}”.`,
      zh: `${option} 应为${expected}，而我看到的是 “${short(found)}”。`,
    }),
  );

export const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
