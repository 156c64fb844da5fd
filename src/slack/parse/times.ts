import { formatDuration, parseDuration } from '../../lib/duration.js';
import { fail, ok, type Result } from '../../lib/result.js';
import type { RollOptions } from '../../roll/options.js';
import { bad } from './fault.js';
import { inLanguage } from '../language.js';

const dayMs = 24 * 3_600_000;
/** Less would hold a run in which all goes well. */
const shortestStartMs = 60_000;

export function readSoak(value: string): Result<Partial<RollOptions>, string> {
  const ms = parseDuration(value);
  if (ms === undefined)
    return bad('--soak', inLanguage({ en: 'a duration such as 90s, 5m or 1h', zh: '时长，例如 90s、5m 或 1h' }), value);
  return ms <= dayMs
    ? ok({ soakMs: ms })
    : fail(
        inLanguage({
          en: `--soak may be ${formatDuration(dayMs)} at most, but I found ${formatDuration(ms)}.`,
          zh: `--soak 最多 ${formatDuration(dayMs)}，而我看到的是 ${formatDuration(ms)}。`,
        }),
      );
}

export function readStartTimeout(value: string): Result<Partial<RollOptions>, string> {
  const ms = parseDuration(value);
  if (ms === undefined)
    return bad(
      '--start-timeout',
      inLanguage({ en: 'a duration such as 90s, 30m or 1h', zh: '时长，例如 90s、30m 或 1h' }),
      value,
    );
  return ms >= shortestStartMs && ms <= dayMs
    ? ok({ startTimeoutMs: ms })
    : fail(
        inLanguage({
          en:
            `--start-timeout may be ${formatDuration(shortestStartMs)} to ${formatDuration(dayMs)}, ` +
            `but I found ${formatDuration(ms)}.`,
          zh:
            `--start-timeout 可以是 ${formatDuration(shortestStartMs)} 到 ${formatDuration(dayMs)}，` +
            `而我看到的是 ${formatDuration(ms)}。`,
        }),
      );
}

const moment = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(:\d{2})?$/;

/** A day and a time as servers write them; which zone that is, only they know. */
export function readStartedBefore(value: string): Result<Partial<RollOptions>, string> {
  const [, day, minute, second = ':00'] = moment.exec(value.trim()) ?? [];
  const written = `${day ?? ''} ${minute ?? ''}${second}`;
  const read = new Date(`${written.replace(' ', 'T')}Z`);
  // What JavaScript would make another day of (30 February) is not what somebody meant.
  const isReal = !Number.isNaN(read.getTime()) && read.toISOString().slice(0, 19).replace('T', ' ') === written;
  return isReal
    ? ok({ startedBefore: written })
    : bad(
        '--started-before',
        inLanguage({ en: 'a day and a time such as "2026-01-02 03:04"', zh: '日期和时间，例如 "2026-01-02 03:04"' }),
        value,
      );
}
