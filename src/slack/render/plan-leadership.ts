import { onlyRebalances } from '../../roll/options.js';
import type { Plan } from '../../roll/plan.js';
import { quoted } from '../text.js';
import { leadershipWords } from './leadership-words.js';
import { endOfLeadership, predictedMovesWords } from './moves-words.js';
import type { Part } from './parts.js';
import { full } from './words.js';
import { inLanguage } from '../language.js';

/** What an earlier roll has left uneven is seen before the next one, and in a rebalance it is what it is about. */
export function leadershipParts(plan: Plan): readonly Part[] {
  const { leadership: found, options } = plan;
  if (found === undefined) return [];
  const now = leadershipWords(found.led);
  if (onlyRebalances(options))
    return [
      {
        kind: 'section',
        text: inLanguage({
          en: `*Leads now:* ${now}.${found.uneven ? '' : ' That is even already: little will move.'}`,
          zh: `*现在的 primary 分布：* ${now}。${found.uneven ? '' : '已经均匀：不会移动多少。'}`,
        }),
      },
    ];
  return [...movesParts(plan), ...(found.uneven ? [unevenPart(plan, now)] : [])];
}

/** How many primaries will move, and whether they come back. */
function movesParts({ moves, ...plan }: Plan): readonly Part[] {
  const end = endOfLeadership(plan);
  if (moves === undefined)
    return end === undefined ? [] : [{ kind: 'context', text: `:left_right_arrow: ${full(end)}` }];
  const said = [predictedMovesWords(moves), ...(end === undefined || moves.back !== undefined ? [] : [end])];
  return [
    {
      kind: 'context',
      text: inLanguage({
        en: `:left_right_arrow: Primaries to move: ${said.join('; ')}.`,
        zh: `:left_right_arrow: 要移动的 primary：${said.join('；')}。`,
      }),
    },
  ];
}

function unevenPart({ cluster, options }: Plan, now: string): Part {
  const mends = options.rebalance
    ? inLanguage({ en: 'This run gives it back evenly at its end', zh: '本任务最后会让它重新均匀' })
    : inLanguage({
        en: `The command \`rebalance ${quoted(cluster)}\` evens it out, or \`--rebalance\` at the end of a roll`,
        zh: `用命令 \`rebalance ${quoted(cluster)}\` 可以让它均匀，或在滚动时加 \`--rebalance\``,
      });
  return {
    kind: 'context',
    text: inLanguage({
      en: `:scales: Leadership is uneven before this run: ${now}. ${mends}.`,
      zh: `:scales: 任务之前 primary 分布不均：${now}。${mends}。`,
    }),
  };
}
