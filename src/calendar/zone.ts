import { IANAZone } from 'luxon';
import { nearest } from '../lib/nearest.js';

const minuteMs = 60_000;
/** No zone changes its clock twice within this. */
const stepMs = 6 * 3_600_000;

/** A stretch of time in which a zone's clock runs evenly: what it shows is the instant plus `offsetMs`. */
interface EvenStretch {
  readonly from: number;
  readonly to: number;
  readonly offsetMs: number;
}

/** A name of the time zone database, `Asia/Shanghai` or `UTC`; undefined with what may be meant when it is none. */
export function knowZone(
  name: string,
): { readonly known: true } | { readonly known: false; readonly meant: string | undefined } {
  const meant = abbreviated.get(name.toUpperCase());
  if (meant !== undefined) return { known: false, meant };
  // Other old names without a place in them (`EST5EDT`, `NZ`) are in the database, too, and say no more than an
  // abbreviation.
  if (/^[A-Za-z]/.test(name) && IANAZone.isValidZone(name) && (name === 'UTC' || /[/a-z]/.test(name)))
    return { known: true };
  return { known: false, meant: nearest(name, [...Intl.supportedValuesOf('timeZone'), 'UTC']) };
}

/** Abbreviations that people type: each is used in several places, or stands for one half of the year only. */
const abbreviated: ReadonlyMap<string, string> = new Map([
  ['CST', 'America/Chicago or Asia/Shanghai'],
  ['CDT', 'America/Chicago'],
  ['EST', 'America/New_York'],
  ['EDT', 'America/New_York'],
  ['MST', 'America/Denver or America/Phoenix'],
  ['MDT', 'America/Denver'],
  ['PST', 'America/Los_Angeles or Asia/Manila'],
  ['PDT', 'America/Los_Angeles'],
  ['HST', 'Pacific/Honolulu'],
  ['GMT', 'UTC or Europe/London'],
  ['BST', 'Europe/London or Asia/Dhaka'],
  ['WET', 'Europe/Lisbon'],
  ['CET', 'Europe/Berlin or Europe/Paris'],
  ['CEST', 'Europe/Berlin or Europe/Paris'],
  ['MET', 'Europe/Berlin'],
  ['EET', 'Europe/Athens or Europe/Helsinki'],
  ['MSK', 'Europe/Moscow'],
  ['IST', 'Asia/Kolkata, Asia/Jerusalem or Europe/Dublin'],
  ['PRC', 'Asia/Shanghai'],
  ['HKT', 'Asia/Hong_Kong'],
  ['SGT', 'Asia/Singapore'],
  ['JST', 'Asia/Tokyo'],
  ['KST', 'Asia/Seoul'],
  ['ROK', 'Asia/Seoul'],
  ['ROC', 'Asia/Taipei'],
  ['AEST', 'Australia/Sydney or Australia/Brisbane'],
]);

/** The time from `from` to `to` cut where the zone's clock is put forward or back. */
export function evenStretches(zoneName: string, from: number, to: number): readonly EvenStretch[] {
  const zone = IANAZone.create(zoneName);
  const offsetAt = (instant: number): number => zone.offset(instant) * minuteMs;
  const stretches: EvenStretch[] = [];
  let begun = from;
  let offsetMs = offsetAt(from);
  for (let seen = from; seen < to; ) {
    const next = Math.min(seen + stepMs, to);
    if (offsetAt(next) !== offsetMs) {
      const change = firstWithout(offsetAt, offsetMs, seen, next);
      stretches.push({ from: begun, to: change, offsetMs });
      begun = change;
      offsetMs = offsetAt(change);
    }
    seen = next;
  }
  return [...stretches, { from: begun, to, offsetMs }];
}

/** The instant of the change: `still` has the offset, `over` has another. */
function firstWithout(offsetAt: (instant: number) => number, offsetMs: number, still: number, over: number): number {
  let before = still;
  let after = over;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle) === offsetMs) before = middle;
    else after = middle;
  }
  return after;
}

/**
 * The instants at which a zone's clock shows `local`, milliseconds as if it were UTC: one, two on the night when an
 * hour comes twice, and where the clock jumps over it the instant of the jump.
 */
export function instantsOf(zoneName: string, local: number): readonly [earliest: number, latest: number] {
  const day = 86_400_000;
  const stretches = evenStretches(zoneName, local - 2 * day, local + 2 * day);
  const shown = stretches
    .filter(({ from, to, offsetMs }) => local - offsetMs >= from && local - offsetMs < to)
    .map(({ offsetMs }) => local - offsetMs);
  const jump = stretches.find(({ from, offsetMs }) => from + offsetMs > local)?.from ?? local;
  return [
    Math.min(...shown, ...(shown.length === 0 ? [jump] : [])),
    Math.max(...shown, ...(shown.length === 0 ? [jump] : [])),
  ];
}
