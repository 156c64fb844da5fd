import { inLanguage } from '../language.js';
import { movesMade, predictedMovesWords } from './moves-words.js';
import type { Reported } from './reported.js';

/** Rows of the summary: primaries that were moved, what the plan had said, and the documented way's number. */
export function reportMoves({ plan: { moves, options }, progress }: Reported): readonly (readonly string[])[] {
  if (moves === undefined) return [];
  const { drains, back } = movesMade(progress);
  const made = { drains, ...(moves.back === undefined ? {} : { back }), documented: moves.documented };
  return [
    [inLanguage({ en: 'Primaries moved', zh: '移动的 primary' }), predictedMovesWords(made)],
    [inLanguage({ en: 'By the plan', zh: '计划中' }), predictedMovesWords(moves)],
    ...(options.leaveLeadership === true
      ? [
          [
            inLanguage({ en: 'Leadership', zh: 'primary 分布' }),
            inLanguage({ en: 'left, as asked', zh: '按要求不还原' }),
          ],
        ]
      : []),
  ];
}
