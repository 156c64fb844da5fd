import { formatDuration } from '../../lib/duration.js';
import type { Availability, ProbeRecord } from '../../roll/availability/availability.js';
import type { Bounds } from '../../roll/availability/outage.js';
import type { Run } from '../../roll/run.js';
import { inLanguage } from '../language.js';
import { betweenClauses, count, quoted } from '../text.js';

export const availabilityOf = (run: Run): Availability | undefined =>
  'progress' in run ? run.progress.availability : undefined;

/** Whether clients could use the cluster while a run lasted, in one line; none where nothing was measured. */
export function availabilityLines(run: Run): readonly string[] {
  const seen = availabilityOf(run);
  if (seen === undefined) return [];
  const evidence = [
    ...(seen.probe === undefined ? [] : [`${probeVerdict(seen.probe)}${inBrackets(probeResolution(seen.probe))}`]),
    `${partitionVerdict(seen)}${inBrackets(resolution(seen))}`,
  ].join(betweenClauses());
  return [inLanguage({ en: `*Availability:* ${evidence}`, zh: `*可用性：* ${evidence}` })];
}

const inBrackets = (text: string): string => inLanguage({ en: ` (${text})`, zh: `（${text}）` });

/** What a client of its own met. */
function probeVerdict({ partitions, counts }: ProbeRecord): string {
  const { operations, failed, readBack, lost, slowestMs } = counts;
  if (partitions === 0 || operations === 0)
    return inLanguage({ en: ':warning: the probe could not work', zh: ':warning: 探测没能进行' });
  const mark = failed + lost === 0 ? '' : ':warning: ';
  const [all, bad, slowest] = [grouped(operations), grouped(failed), exactSeconds(slowestMs)];
  // Of writes that nobody has looked for, nothing is known.
  const kept =
    readBack === 0
      ? inLanguage({ en: 'no write was read back', zh: '没有写入被读回' })
      : lost === 0
        ? inLanguage({ en: 'none lost', zh: '没有丢失' })
        : inLanguage({ en: `${grouped(lost)} lost`, zh: `丢失 ${grouped(lost)} 次` });
  return inLanguage({
    en:
      `${mark}*${bad} of ${all} ${operations === 1 ? 'operation' : 'operations'} failed, ` +
      `slowest ${slowest}, ${kept}*`,
    zh: `${mark}*${all} 次操作中 ${bad} 次失败，最慢 ${slowest}，${kept}*`,
  });
}

/** Of how many operations it is known, and how often each partition had one. */
export function probeResolution({ table, partitions, rate }: ProbeRecord): string {
  if (partitions === 0)
    return inLanguage({
      en: `no table ${quoted(table)} was found`,
      zh: `没有找到表 ${quoted(table)}`,
    });
  return inLanguage({
    en:
      `probe of table ${quoted(table)}, ${rate} a second, each of its ${count(partitions, 'partition')} every ` +
      seconds((1_000 * partitions) / rate),
    zh: `探测表 ${quoted(table)}，每秒 ${rate} 次，${partitions} 个分片各每 ${seconds((1_000 * partitions) / rate)} 一次`,
  });
}

/** `356,368` */
export const grouped = (many: number): string => many.toLocaleString('en-US');

/** `1.07 s` */
export const exactSeconds = (ms: number): string => (ms < 60_000 ? `${(ms / 1000).toFixed(2)} s` : formatDuration(ms));

/** The longest reconfiguration that clients take for a slow moment, as they try again. */
const reconfigurationMs = 3_000;
/**
 * So long an outage cannot be ruled out: a server has died, which the meta sees late, or the readings lie too far
 * apart to tell.
 */
const noticeableMs = 20_000;

/** What the readings say of partitions that could not be written, or not at all be used. */
function partitionVerdict({ outages: { withoutPrimary, unwritable }, readings, unwatchedMs }: Availability): string {
  const { times, peak, longest } = unwritable;
  // One reading, or readings with a gap that nobody looked in, prove only what they show.
  if (longest.most === 0 && (readings < 2 || unwatchedMs > 0))
    return inLanguage({
      en: 'no partition was seen without a primary, or with too few copies for writes',
      zh: '没有看到哪个分片缺少 primary，或副本少到不能写',
    });
  if (longest.most === 0)
    return inLanguage({
      en: 'no partition was without a primary, or had too few copies for writes',
      zh: '没有分片缺少 primary，也没有分片副本少到不能写',
    });
  if (longest.least <= reconfigurationMs && longest.most < noticeableMs) {
    return inLanguage({
      en:
        'no partition was seen without a primary, or with too few copies for writes, for longer than ' +
        seconds(longest.most),
      zh: `没有看到哪个分片缺少 primary 或副本少到不能写超过 ${seconds(longest.most)}`,
    });
  }
  if (times === 0)
    return inLanguage({
      en: `:warning: partitions may have been unable to take writes, one of them for up to ${seconds(longest.most)}`,
      zh: `:warning: 可能有分片不能写，其中一个最长 ${seconds(longest.most)}`,
    });
  const leaderless = withoutPrimary.peak;
  return inLanguage({
    en:
      `:warning: partitions could not take writes: seen ${count(times, 'time')}, up to ${peak} at once` +
      `${leaderless === 0 ? '' : ` (up to ${leaderless} without a primary)`}, one of them for ${between(longest)}`,
    zh:
      `:warning: 有分片不能写：看到 ${times} 次，同时最多 ${peak} 个` +
      `${leaderless === 0 ? '' : `（没有 primary 的最多 ${leaderless} 个）`}，最长的一次 ${between(longest)}`,
  });
}

/** From how much it is known, and so how short an outage can have been missed. */
export function resolution({ since, until, readings, unwatchedMs }: Availability): string {
  const apart = readings < 2 ? 0 : (until - since - unwatchedMs) / (readings - 1);
  return inLanguage({
    en:
      `from ${count(readings, 'reading')} of the meta${readings < 2 ? '' : `, about ${seconds(apart)} apart`}` +
      (unwatchedMs === 0 ? '' : `; nobody looked for ${seconds(unwatchedMs)}`),
    zh:
      `来自 meta 的 ${readings} 次读数${readings < 2 ? '' : `，平均间隔 ${seconds(apart)}`}` +
      (unwatchedMs === 0 ? '' : `；其中 ${seconds(unwatchedMs)} 没有人查看`),
  });
}

/** `1.4 s` to `2.1 s`, or one of them where they are the same. */
export const between = ({ least, most }: Bounds): string =>
  seconds(least) === seconds(most)
    ? seconds(most)
    : inLanguage({ en: `${seconds(least)} to ${seconds(most)}`, zh: `${seconds(least)} 到 ${seconds(most)}` });

/** `0.4 s` below ten seconds: what is measured here is short. */
export const seconds = (ms: number): string => (ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : formatDuration(ms));
