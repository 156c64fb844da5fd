import { closesAt } from '../../roll/calendar.js';
import type { Plan } from '../../roll/plan.js';
import { inTheirWords } from '../text.js';
import { calendarWords } from './calendar-words.js';
import type { Part } from './parts.js';

/**
 * Until when it may be done and whether that is enough, when it may be, or why it shall be done although it may not.
 */
export function calendarParts(plan: Plan): readonly Part[] {
  const { outsideWindow } = plan.options;
  const words = plan.calendar === undefined ? undefined : calendarWords(plan.calendar);
  if (outsideWindow !== undefined)
    return [
      {
        kind: 'alert',
        level: 'warning',
        text: [
          `*Change windows and freezes are overridden:* ${inTheirWords(outsideWindow, 600)}`,
          ...(words === undefined ? [] : [words]),
        ].join('\n'),
      },
    ];
  if (plan.calendar === undefined || words === undefined) return [];
  const closes = closesAt(plan.calendar);
  if (closes === undefined)
    return [{ kind: 'context', text: `${words}. Approved before it opens, it waits: nothing is touched until then.` }];
  const fits = plan.madeAt + plan.estimate.totalMs <= closes;
  return [
    {
      kind: 'context',
      text:
        `${words}. ` +
        (fits
          ? 'By the estimate it is over by then.'
          : 'By the estimate it is *not* over by then: it finishes the server at hand and pauses.'),
    },
  ];
}
