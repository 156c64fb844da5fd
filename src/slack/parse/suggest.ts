import { nearest } from '../../lib/nearest.js';

/** ` Did you mean X?`, or nothing. */
export function didYouMean(
  word: string,
  known: readonly string[],
  show: (found: string) => string = (found) => found,
): string {
  const found = nearest(word, known);
  return found === undefined ? '' : ` Did you mean ${show(found)}?`;
}
