import { quoted } from '../text.js';
import { inLanguage } from '../language.js';

/**
 * Addresses in their order, with what counts up made short:
 * `10.0.0.1:34801` … `10.0.0.42:34801` (42 servers).
 */
export function addressRuns(addresses: readonly string[]): readonly string[] {
  const runs: { readonly first: string; last: string; many: number; place: number | undefined }[] = [];
  for (const address of addresses) {
    const run = runs.at(-1);
    const place = run === undefined ? undefined : countsUp(run.last, address);
    if (run !== undefined && place !== undefined && (run.place === undefined || run.place === place)) {
      run.last = address;
      run.many += 1;
      run.place = place;
    } else runs.push({ first: address, last: address, many: 1, place: undefined });
  }
  return runs.flatMap(({ first, last, many }) => {
    if (many === 1) return [code(first)];
    return many === 2
      ? [code(first), code(last)]
      : [
          inLanguage({
            en: `${code(first)} … ${code(last)} (${many} servers)`,
            zh: `${code(first)} … ${code(last)}（${many} 台）`,
          }),
        ];
  });
}

const code = (address: string): string => `\`${quoted(address)}\``;

/** Which of the numbers in an address is one more than in the one before it, if that is all that differs. */
function countsUp(before: string, after: string): number | undefined {
  const left = before.split(/(\d+)/);
  const right = after.split(/(\d+)/);
  if (left.length !== right.length) return undefined;
  const different = left.flatMap((piece, place) => (piece === right[place] ? [] : [place]));
  const [place] = different;
  if (place === undefined || different.length > 1 || place % 2 === 0) return undefined;
  return Number(right[place]) === Number(left[place]) + 1 ? place : undefined;
}
