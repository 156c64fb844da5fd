import type { Plan } from '../../roll/plan.js';
import { cut, listing, sentenceOf } from '../text.js';
import type { Part } from './parts.js';
import { inLanguage } from '../language.js';

/** What does not block, and should be known by whoever approves. */
export function warningParts({ warnings = [] }: Plan): readonly Part[] {
  if (warnings.length === 0) return [];
  const lines = warnings.map((warning) => cut(sentenceOf(warning), 600));
  return [
    {
      kind: 'alert',
      level: 'warning',
      text: inLanguage({
        en: `*Know before you approve:*\n${listing(lines, 2400, '\n')}`,
        zh: `*批准之前请知道：*\n${listing(lines, 2400, '\n')}`,
      }),
    },
  ];
}
