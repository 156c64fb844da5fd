import { closesAt, type Calendar } from '../../roll/calendar.js';
import { inTheirWords, listing, moment, quoted } from '../text.js';
import { inLanguage } from '../language.js';

/**
 * Whether a cluster may be rolled now, as far as its windows and freezes go, and until when; undefined: it has none in
 * sight.
 */
export function calendarWords(calendar: Calendar): string | undefined {
  const { window, freeze } = calendar;
  if (freeze.kind === 'in-force')
    return inLanguage({
      en: `:snowflake: frozen until ${moment(freeze.until)}: ${inTheirWords(freeze.reason)}`,
      zh: `:snowflake: 封网到 ${moment(freeze.until)}：${inTheirWords(freeze.reason)}`,
    });
  if (window.kind === 'closed') {
    const opens =
      window.opensAt === undefined
        ? ''
        : inLanguage({ en: `, opens ${moment(window.opensAt)}`, zh: `，${moment(window.opensAt)} 打开` });
    return inLanguage({
      en: `:calendar: change window closed${opens} (${listing(window.windows.map(quoted), 300, '; ')})`,
      zh: `:calendar: 变更窗口已关闭${opens}（${listing(window.windows.map(quoted), 300, '；')}）`,
    });
  }
  const closes = closesAt(calendar);
  if (closes === undefined) return undefined;
  const why =
    freeze.next !== undefined && freeze.next.from === closes
      ? inLanguage({
          en: `, then frozen: ${inTheirWords(freeze.next.reason)}`,
          zh: `，之后封网：${inTheirWords(freeze.next.reason)}`,
        })
      : '';
  return inLanguage({
    en: `:calendar: change window open until ${moment(closes)}${why}`,
    zh: `:calendar: 变更窗口开放到 ${moment(closes)}${why}`,
  });
}
