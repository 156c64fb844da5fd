import { nearest } from '../lib/nearest.js';
import { fail, ok, type Result } from '../lib/result.js';
import { evenStretches, knowZone } from './zone.js';

/** `Mon-Fri 10:00-17:00 Asia/Shanghai`, understood. */
export interface ChangeWindow {
  /** As the configuration writes it. */
  readonly written: string;
  /** 0 is Monday. Of a window over midnight, the days on which it begins. */
  readonly days: readonly number[];
  /**
   * Minutes after midnight by the zone's clock; `to` at most 24 h after `from`, and above 1440 where it is over
   * midnight.
   */
  readonly from: number;
  readonly to: number;
  readonly zone: string;
}

export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** What should have been there, and what may be meant. */
export interface WrittenFault {
  readonly expected: string;
  readonly hint?: string;
}

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const example = 'a change window such as "Mon-Fri 10:00-17:00 Asia/Shanghai"';
const wrong = (expected: string, hint?: string): Result<never, WrittenFault> =>
  fail({ expected, ...(hint === undefined ? {} : { hint }) });

/** Days, times, zone. Days: `Mon-Fri`, `Sat,Sun`, `daily`. `22:00-04:00` ends on the next day. */
export function parseWindow(written: string): Result<ChangeWindow, WrittenFault> {
  const [days, times, zone, ...more] = written.trim().split(/\s+/);
  if (days === undefined || times === undefined || more.length > 0)
    return wrong(example, 'days, times and a time zone, with spaces between them');
  const onDays = parseDays(days);
  if (!onDays.ok) return onDays;
  const [, fromText = '', toText = ''] = /^([\d:]+)-([\d:]+)$/.exec(times) ?? [];
  const from = parseTime(fromText);
  const to = parseTime(toText);
  if (from === undefined || to === undefined || from === 24 * 60)
    return wrong(`${example}, whose times are like 10:00-17:00`, `"${times}" is not two times of a day`);
  if (from === to) return wrong(`${example}, which ends at another time than it begins`, 'a whole day is 00:00-24:00');
  if (zone === undefined) return wrong(example, 'a time zone is missing; UTC is one');
  const known = knowZone(zone);
  if (!known.known)
    return wrong(
      `${example}, with a zone of the time zone database`,
      known.meant === undefined ? `there is no zone "${zone}"` : `did you mean ${known.meant}?`,
    );
  return ok({
    written: written.trim().replace(/\s+/g, ' '),
    days: onDays.value,
    from,
    to: to > from ? to : to + 24 * 60,
    zone,
  });
}

function parseDays(text: string): Result<readonly number[], WrittenFault> {
  if (/^daily$/i.test(text)) return ok(dayNames.map((_, day) => day));
  const days = new Set<number>();
  for (const part of text.split(',')) {
    const ends = part.split('-');
    const found = ends.map((name) => dayNames.findIndex((known) => known.toLowerCase() === name.toLowerCase()));
    const unknown = ends.find((_, place) => found[place] === -1);
    if (unknown !== undefined || ends.length > 2) {
      const meant = unknown === undefined ? undefined : nearest(unknown.slice(0, 3), dayNames);
      return wrong(
        `${example}, with the days Mon, Tue, Wed, Thu, Fri, Sat, Sun or daily`,
        meant === undefined ? undefined : `did you mean ${meant}?`,
      );
    }
    const [first = 0, last = first] = found;
    // Fri-Mon goes over the end of the week.
    for (let day = first; ; day = (day + 1) % 7) {
      days.add(day);
      if (day === last) break;
    }
  }
  return ok([...days].sort((one, other) => one - other));
}

/** `9:30`, `24:00` as minutes. */
function parseTime(text: string): number | undefined {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  const total = Number(hours) * 60 + Number(minutes);
  return Number(minutes) < 60 && total <= 24 * 60 ? total : undefined;
}

const dayMs = 86_400_000;
const minuteMs = 60_000;
/** 1 January 1970 was a Thursday. */
const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

/**
 * When it is open between two instants: exactly while the clock of its zone shows a time within it. So an hour that the
 * clock jumps over is not there, and one that comes twice is there twice.
 */
export function openings(window: ChangeWindow, from: number, to: number): readonly Interval[] {
  return evenStretches(window.zone, from, to).flatMap(({ from: begin, to: end, offsetMs }) => {
    const found: Interval[] = [];
    for (let day = Math.floor((begin + offsetMs) / dayMs) - 1; day * dayMs < end + offsetMs; day += 1) {
      if (!window.days.includes(weekdayOf(day))) continue;
      const opens = Math.max(begin, day * dayMs + window.from * minuteMs - offsetMs);
      const closes = Math.min(end, day * dayMs + window.to * minuteMs - offsetMs);
      if (opens < closes) found.push({ from: opens, to: closes });
    }
    return found;
  });
}

/** Intervals that touch or overlap made one, in order. */
export function joined(intervals: readonly Interval[]): readonly Interval[] {
  const whole: Interval[] = [];
  for (const next of [...intervals].sort((left, right) => left.from - right.from)) {
    const last = whole.at(-1);
    if (last !== undefined && next.from <= last.to)
      whole[whole.length - 1] = { from: last.from, to: Math.max(last.to, next.to) };
    else whole.push(next);
  }
  return whole;
}
