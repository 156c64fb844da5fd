import { fail, ok, type Result } from '../../lib/result.js';
import { inLanguage } from '../language.js';

const longest = 500;

/**
 * Why somebody wants something, in their words. @returns the reason, or a sentence; an empty one when nothing was said.
 */
export function readReason(text: string): Result<string, string> {
  const reason = text.trim();
  if (reason === '') return fail('');
  return reason.length <= longest
    ? ok(reason)
    : fail(
        inLanguage({
          en: `The reason is ${reason.length} characters long; ${longest} are allowed.`,
          zh: `理由有 ${reason.length} 个字符；最多 ${longest} 个。`,
        }),
      );
}
