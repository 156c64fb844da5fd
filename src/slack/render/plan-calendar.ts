import { closesAt } from '../../roll/calendar.js';
import type { Plan } from '../../roll/plan.js';
import { inTheirWords } from '../text.js';
import { calendarWords } from './calendar-words.js';
import type { Part } from './parts.js';
import { inLanguage } from '../language.js';

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
          inLanguage({
            en: `*Change windows and freezes are overridden:* ${inTheirWords(outsideWindow, 600)}`,
            zh: `*不受变更窗口和封网限制：* ${inTheirWords(outsideWindow, 600)}`,
          }),
          ...(words === undefined ? [] : [words]),
        ].join('\n'),
      },
    ];
  if (plan.calendar === undefined || words === undefined) return [];
  const closes = closesAt(plan.calendar);
  if (closes === undefined)
    return [
      {
        kind: 'context',
        text: inLanguage({
          en: `${words}. Approved before it opens, it waits: nothing is touched until then.`,
          zh: `${words}。在打开之前批准的，会等着：到时才开始动集群。`,
        }),
      },
    ];
  const fits = plan.madeAt + plan.estimate.totalMs <= closes;
  return [
    {
      kind: 'context',
      text: inLanguage({
        en:
          `${words}. ` +
          (fits
            ? 'By the estimate it is over by then.'
            : 'By the estimate it is *not* over by then: it finishes the server at hand and pauses.'),
        zh: `${words}。${fits ? '按估计，到那时已完成。' : '按估计，到那时还 *没有* 完成：会做完正在处理的 server，然后暂停。'}`,
      }),
    },
  ];
}
