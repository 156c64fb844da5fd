import { nearest } from '../../lib/nearest.js';
import { inLanguage } from '../language.js';

/** ` Did you mean X?`, or nothing. */
export function didYouMean(
  word: string,
  known: readonly string[],
  show: (found: string) => string = (found) => found,
): string {
  const found = nearest(word, known);
  return found === undefined
    ? ''
    : inLanguage({ en: ` Did you mean ${show(found)}?`, zh: `是不是想写 ${show(found)}？` });
}
