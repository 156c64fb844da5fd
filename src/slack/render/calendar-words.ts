import { closesAt, type Calendar } from '../../roll/calendar.js';
import { inTheirWords, listing, moment, quoted } from '../text.js';

/**
 * Whether a cluster may be rolled now, as far as its windows and freezes go, and until when; undefined: it has none in
 * sight.
 */
export function calendarWords(calendar: Calendar): string | undefined {
  const { window, freeze } = calendar;
  if (freeze.kind === 'in-force')
    return `:snowflake: frozen until ${moment(freeze.until)}: ${inTheirWords(freeze.reason)}`;
  if (window.kind === 'closed') {
    const opens = window.opensAt === undefined ? '' : `, opens ${moment(window.opensAt)}`;
    return `:calendar: change window closed${opens} (${listing(window.windows.map(quoted), 300, '; ')})`;
  }
  const closes = closesAt(calendar);
  if (closes === undefined) return undefined;
  const why =
    freeze.next !== undefined && freeze.next.from === closes
      ? `, then frozen: ${inTheirWords(freeze.next.reason)}`
      : '';
  return `:calendar: change window open until ${moment(closes)}${why}`;
}
