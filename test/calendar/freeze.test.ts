import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { calendarOf } from '../../src/calendar/calendar-of.js';
import { parseFreeze, type Freeze } from '../../src/calendar/freeze.js';

const freeze = (from: string, to: string, zone = 'UTC', reason = 'year end'): Freeze => {
  const parsed = parseFreeze({ from, to, zone, reason });
  if (!parsed.ok) throw new Error(parsed.failure.expected);
  return parsed.value;
};

const iso = (ms: number): string => new Date(ms).toISOString();

describe('a freeze', () => {
  it('lasts from its first day to its last, both included, by the clock of its zone', () => {
    const festival = freeze('2026-02-14', '2026-02-20', 'Asia/Shanghai');
    expect([festival.from, festival.until].map(iso)).toEqual(['2026-02-13T16:00:00.000Z', '2026-02-20T16:00:00.000Z']);
    const evening = freeze('2026-02-14 18:00', '2026-02-14T20:30');
    expect([evening.from, evening.until].map(iso)).toEqual(['2026-02-14T18:00:00.000Z', '2026-02-14T20:30:00.000Z']);
  });

  it('is the longer one where the clock shows a time twice or never', () => {
    expect(iso(freeze('2026-10-25 02:30', '2026-10-25 02:45', 'Europe/Berlin').from)).toBe('2026-10-25T00:30:00.000Z');
    expect(iso(freeze('2026-10-25 02:30', '2026-10-25 02:45', 'Europe/Berlin').until)).toBe('2026-10-25T01:45:00.000Z');
    expect(iso(freeze('2026-03-29 02:30', '2026-03-30', 'Europe/Berlin').from)).toBe('2026-03-29T01:00:00.000Z');
  });

  it.each([
    [{ from: '14.02.2026', to: '2026-02-20', zone: 'UTC' }, 'from'],
    [{ from: '2026-02-30', to: '2026-03-20', zone: 'UTC' }, 'from'],
    [{ from: '2026-02-14', to: '2026-02-14 25:00', zone: 'UTC' }, 'to'],
    [{ from: '2026-02-14', to: '2026-02-13', zone: 'UTC' }, 'to'],
    [{ from: '2026-02-14', to: '2026-02-20', zone: 'Asia/Peking' }, 'zone'],
  ])('is refused when it is none: %j', (written, field) => {
    expect(parseFreeze({ ...written, reason: 'x' })).toMatchObject({ ok: false, failure: { field } });
  });

  it('is in force until the last of those that touch is over, and is announced before', () => {
    const calendar = calendarOf({
      windows: [],
      freezes: [
        freeze('2026-02-14', '2026-02-20', 'UTC', 'Spring Festival'),
        freeze('2026-02-20', '2026-02-22', 'UTC', 'launch'),
      ],
    });
    const at = (text: string): number => DateTime.fromISO(text, { zone: 'UTC' }).toMillis();
    expect(calendar(at('2026-01-02')).freeze).toEqual({ kind: 'none' });
    expect(calendar(at('2026-02-10')).freeze).toEqual({
      kind: 'none',
      next: { from: at('2026-02-14'), reason: 'Spring Festival' },
    });
    expect(calendar(at('2026-02-14')).freeze).toEqual({
      kind: 'in-force',
      until: at('2026-02-23'),
      reason: 'Spring Festival',
    });
    expect(calendar(at('2026-02-20T12:00')).freeze).toMatchObject({ reason: 'Spring Festival; launch' });
    expect(calendar(at('2026-02-23')).freeze).toEqual({ kind: 'none' });
  });
});
