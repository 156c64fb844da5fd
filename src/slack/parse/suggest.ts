import { closest, distance } from 'fastest-levenshtein';

/** The known word that was most likely meant, or undefined when nothing is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const found = closest(word.toLowerCase(), known);
  return distance(word.toLowerCase(), found) <= Math.max(2, Math.floor(found.length / 3)) ? found : undefined;
}

/** ` Did you mean X?`, or nothing. */
export function didYouMean(word: string, known: readonly string[], show: (found: string) => string = (found) => found): string {
  const found = nearest(word, known);
  return found === undefined ? '' : ` Did you mean ${show(found)}?`;
}
