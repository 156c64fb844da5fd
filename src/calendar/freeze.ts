import { fail, ok, type Result } from '../lib/result.js';
import type { WrittenFault } from './change-window.js';
import { instantsOf, knowZone } from './zone.js';

/** A time in which nothing is rolled, in milliseconds since the epoch; `until` is the first moment after it. */
export interface Freeze {
  readonly from: number;
  readonly until: number;
  readonly reason: string;
}

const dayMs = 86_400_000;
const expectedMoment = 'a date such as 2026-02-14, or with a time 2026-02-14 18:00';

/**
 * From its first day or time to its last, a last day included, by the clock of `zone`. Where that clock shows a time
 * twice or never, the freeze is the longer one.
 */
export function parseFreeze(written: {
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  readonly reason: string;
}): Result<Freeze, WrittenFault & { readonly field: 'from' | 'to' | 'zone' }> {
  const { zone, reason } = written;
  const known = knowZone(zone);
  if (!known.known)
    return fail({
      field: 'zone',
      expected: 'a zone of the time zone database, such as Asia/Shanghai or UTC',
      ...(known.meant === undefined ? {} : { hint: `did you mean ${known.meant}?` }),
    });
  const first = parseMoment(written.from);
  if (first === undefined) return fail({ field: 'from', expected: expectedMoment });
  const last = parseMoment(written.to);
  if (last === undefined) return fail({ field: 'to', expected: expectedMoment });
  const [from] = instantsOf(zone, first.local);
  const [, until] = instantsOf(zone, last.wholeDay ? last.local + dayMs : last.local);
  if (until <= from) return fail({ field: 'to', expected: `a date or time after its "from", ${written.from}` });
  return ok({ from, until, reason });
}

/** @returns milliseconds as if the clock were UTC's; undefined when there is no such date or time. */
function parseMoment(text: string): { readonly local: number; readonly wholeDay: boolean } | undefined {
  const [, date, time] = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}))?$/.exec(text.trim()) ?? [];
  if (date === undefined) return undefined;
  const written = `${date}T${time ?? '00:00'}`;
  const local = Date.parse(`${written}:00.000Z`);
  // Date.parse makes 2 March of 30 February.
  if (Number.isNaN(local) || new Date(local).toISOString().slice(0, 16) !== written) return undefined;
  return { local, wholeDay: time === undefined };
}
