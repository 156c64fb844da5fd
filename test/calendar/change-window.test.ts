import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { calendarOf } from '../../src/calendar/calendar-of.js';
import { joined, openings, parseWindow, type ChangeWindow } from '../../src/calendar/change-window.js';

const window = (written: string): ChangeWindow => {
  const parsed = parseWindow(written);
  if (!parsed.ok) throw new Error(parsed.failure.expected);
  return parsed.value;
};

/** When it is open from one local time to another, by the zone's clock. */
function openBetween(written: string, from: string, to: string): readonly string[] {
  const each = window(written);
  const at = (text: string): number => DateTime.fromISO(text, { zone: each.zone }).toMillis();
  const shown = (ms: number): string => DateTime.fromMillis(ms, { zone: each.zone }).toFormat('ccc HH:mm ZZ');
  return joined(openings(each, at(from), at(to))).map((open) => `${shown(open.from)} – ${shown(open.to)}`);
}

describe('a change window', () => {
  it.each([
    ['Mon-Fri 10:00-17:00 Asia/Shanghai', { days: [0, 1, 2, 3, 4], from: 600, to: 1020, zone: 'Asia/Shanghai' }],
    ['sat,SUN 9:30-24:00 UTC', { days: [5, 6], from: 570, to: 1440, zone: 'UTC' }],
    ['Fri-Mon 22:00-04:00 Europe/Berlin', { days: [0, 4, 5, 6], from: 1320, to: 1680 }],
    ['daily 00:00-24:00 UTC', { days: [0, 1, 2, 3, 4, 5, 6], from: 0, to: 1440 }],
    ['  Mon   10:00-11:00   UTC ', { days: [0], written: 'Mon 10:00-11:00 UTC' }],
  ])('is read: %s', (written, meant) => {
    expect(window(written)).toMatchObject(meant);
  });

  it.each([
    ['10:00-17:00', 'days, times and a time zone'],
    ['Mon-Fri 10:00-17:00', 'a time zone is missing'],
    ['Mon-Fri 10:00-17:00 Asia/Shanghia', 'did you mean Asia/Shanghai?'],
    ['Mon-Fri 10:00-17:00 +08:00', 'there is no zone'],
    ['Mon-Fri 10:00-17:00 CST', 'did you mean America/Chicago or Asia/Shanghai?'],
    ['Mon-Fri 10:00-17:00 EST', 'did you mean America/New_York?'],
    ['Mon-Fri 10:00-17:00 EST5EDT', 'there is no zone'],
    ['Mo-Fri 10:00-17:00 UTC', 'did you mean Mon?'],
    ['Mon-Wed-Fri 10:00-17:00 UTC', undefined],
    ['Mon-Fri 10-17 UTC', '"10-17" is not two times'],
    ['Mon-Fri 10:00-25:00 UTC', 'not two times'],
    ['Mon-Fri 10:60-17:00 UTC', 'not two times'],
    ['Mon-Fri 10:00-10:00 UTC', 'a whole day is 00:00-24:00'],
    ['Mon-Fri 10:00-17:00 UTC please', 'days, times and a time zone'],
  ])('is refused with a word on what is wrong: %s', (written, hint) => {
    const parsed = parseWindow(written);
    expect(parsed).toMatchObject({
      ok: false,
      failure: { expected: expect.stringContaining('Mon-Fri 10:00-17:00 Asia/Shanghai') },
    });
    if (!parsed.ok && hint !== undefined) expect(parsed.failure.hint).toContain(hint);
  });

  it('over midnight belongs to the day on which it begins', () => {
    expect(openBetween('Fri 22:00-04:00 Asia/Shanghai', '2026-01-02', '2026-01-05')).toEqual([
      'Fri 22:00 +08:00 – Sat 04:00 +08:00',
    ]);
    expect(openBetween('Fri 22:00-04:00 Asia/Shanghai', '2026-01-03T01:00', '2026-01-05')).toEqual([
      'Sat 01:00 +08:00 – Sat 04:00 +08:00',
    ]);
    expect(openBetween('daily 22:00-04:00 UTC', '2026-01-04T22:00', '2026-01-05T12:00')).toEqual([
      'Sun 22:00 +00:00 – Mon 04:00 +00:00',
    ]);
  });

  it('does not have the hour that the clock jumps over', () => {
    // Berlin, 29 March 2026: 02:00 becomes 03:00.
    expect(openBetween('Sun 02:15-02:45 Europe/Berlin', '2026-03-29', '2026-03-30')).toEqual([]);
    expect(openBetween('Sun 02:30-04:00 Europe/Berlin', '2026-03-29', '2026-03-30')).toEqual([
      'Sun 03:00 +02:00 – Sun 04:00 +02:00',
    ]);
    expect(openBetween('Sun 01:00-02:30 Europe/Berlin', '2026-03-29', '2026-03-30')).toEqual([
      'Sun 01:00 +01:00 – Sun 03:00 +02:00',
    ]);
    expect(openBetween('Sat 22:00-04:00 Europe/Berlin', '2026-03-28', '2026-03-30')).toEqual([
      'Sat 22:00 +01:00 – Sun 04:00 +02:00',
    ]);
  });

  it('has the hour that comes twice as often as the clock shows it', () => {
    // Berlin, 25 October 2026: 03:00 becomes 02:00.
    expect(openBetween('Sun 02:15-02:45 Europe/Berlin', '2026-10-25', '2026-10-26')).toEqual([
      'Sun 02:15 +02:00 – Sun 02:45 +02:00',
      'Sun 02:15 +01:00 – Sun 02:45 +01:00',
    ]);
    expect(openBetween('Sun 01:00-04:00 Europe/Berlin', '2026-10-25', '2026-10-26')).toEqual([
      'Sun 01:00 +02:00 – Sun 04:00 +01:00',
    ]);
    // Havana's clock goes back at midnight itself: a day without a gap stays one.
    expect(openBetween('daily 00:00-24:00 America/Havana', '2026-10-31', '2026-11-03')).toHaveLength(1);
  });

  it('is open exactly while the clock of its zone shows a time within it', () => {
    const zones = [
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'America/Havana',
      'Pacific/Apia',
      'Africa/Casablanca',
      'UTC',
    ];
    const minute = fc.integer({ min: 0, max: 1439 });
    const days = fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 });
    const year = 365 * 86_400_000;
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        days,
        minute,
        minute,
        fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 0, 1) + year }),
        fc.integer({ min: 0, max: 86_400_000 }),
        (zone, onDays, from, length, begin, offset) => {
          const each: ChangeWindow = { written: '', days: onDays, from, to: from + length + 1, zone };
          const at = begin + offset;
          const open = openings(each, begin, begin + 2 * 86_400_000).some(
            (interval) => interval.from <= at && at < interval.to,
          );
          const shown = DateTime.fromMillis(at, { zone });
          const minutes = shown.hour * 60 + shown.minute;
          const today = onDays.includes(shown.weekday - 1) && minutes >= each.from && minutes < each.to;
          const since =
            onDays.includes((shown.weekday + 5) % 7) && minutes + 1440 >= each.from && minutes + 1440 < each.to;
          expect(open).toBe(today || since);
        },
      ),
      { numRuns: 1500 },
    );
  });
});

describe('windows at a moment', () => {
  const at = (iso: string): number => DateTime.fromISO(iso, { zone: 'Asia/Shanghai' }).toMillis();
  const office = calendarOf({
    windows: [window('Mon-Fri 10:00-17:00 Asia/Shanghai'), window('Mon-Fri 16:00-20:00 Asia/Shanghai')],
    freezes: [],
  });

  it('are open until the last of those that touch ends', () => {
    expect(office(at('2026-01-05T10:00')).window).toEqual({ kind: 'open', closesAt: at('2026-01-05T20:00') });
  });

  it('are closed until the next one opens, over a weekend too', () => {
    expect(office(at('2026-01-02T20:00')).window).toEqual({
      kind: 'closed',
      opensAt: at('2026-01-05T10:00'),
      windows: ['Mon-Fri 10:00-17:00 Asia/Shanghai', 'Mon-Fri 16:00-20:00 Asia/Shanghai'],
    });
    expect(office(at('2026-01-05T09:59:59')).window).toMatchObject({ kind: 'closed' });
  });

  it('that leave nothing out are none', () => {
    expect(
      calendarOf({ windows: [window('daily 00:00-24:00 Europe/Berlin')], freezes: [] })(at('2026-03-28T10:00')).window,
    ).toEqual({ kind: 'always' });
    expect(calendarOf({ windows: [], freezes: [] })(0)).toEqual({
      window: { kind: 'always' },
      freeze: { kind: 'none' },
    });
  });

  it('give the same answer whether or not they were asked before, forwards and backwards in time', () => {
    const rules = {
      windows: [window('Sat-Sun 01:30-03:30 America/New_York')],
      freezes: [{ from: at('2026-03-08T12:00'), until: at('2026-03-09'), reason: 'launch' }],
    };
    const asked = calendarOf(rules);
    fc.assert(
      fc.property(fc.integer({ min: at('2026-03-01'), max: at('2026-03-20') }), (now) => {
        expect(asked(now).window.kind).toBe(calendarOf(rules)(now).window.kind);
        expect(asked(now).freeze).toEqual(calendarOf(rules)(now).freeze);
        const { window: state } = asked(now);
        if (state.kind === 'open') expect(asked(state.closesAt).window.kind).not.toBe('open');
        if (state.kind === 'closed' && state.opensAt !== undefined)
          expect(asked(state.opensAt).window.kind).toBe('open');
      }),
      { numRuns: 200 },
    );
  });
});
