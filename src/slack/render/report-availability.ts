import { stages, type ProbeRecord } from '../../roll/availability/availability.js';
import { outageKinds, type Bounds, type OfEachKind, type OutageKind } from '../../roll/availability/outage.js';
import type { ProbeCounts } from '../../roll/availability/probed.js';
import { inLanguage } from '../language.js';
import {
  availabilityOf,
  between,
  exactSeconds,
  grouped,
  probeResolution,
  resolution,
  seconds,
} from './availability-words.js';
import { stageWord } from './phases.js';
import { code, table } from './report-markdown.js';
import type { Reported } from './reported.js';

const kindWord = (kind: OutageKind): string =>
  ({
    withoutPrimary: inLanguage({ en: 'without a primary', zh: '没有 primary' }),
    unwritable: inLanguage({ en: 'too few copies for writes, or no primary', zh: '副本少到不能写，或没有 primary' }),
    short: inLanguage({ en: 'a copy missing', zh: '副本不齐' }),
  })[kind];

/** What the run's readings say about the availability of partitions, each with how exact it is. */
export function reportAvailability(run: Reported): readonly string[] {
  const seen = availabilityOf(run);
  if (seen === undefined) return [];
  const { outages, unwatchedMs, byStage, byTarget } = seen;
  const most = Math.max(0, ...seen.course.map(({ of }) => of));
  return [
    inLanguage({ en: '## Availability', zh: '## 可用性' }),
    '',
    ...(seen.probe === undefined ? [] : [...probeLines(run, seen.probe), '']),
    inLanguage({
      en:
        `Partitions, ${resolution(seen)}; the longest time between two of them was ${seconds(seen.longestGapMs)}. ` +
        'Of what happened between two readings only bounds are known. Sums are over all partitions: two that lack ' +
        'something for 3 s are 6 s.',
      zh:
        `分片状态，${resolution(seen)}；两次读数最长相隔 ${seconds(seen.longestGapMs)}。两次读数之间发生的事只知道上下限。` +
        '合计是各分片之和：两个分片各缺 3 s，就是 6 s。',
    }),
    '',
    ...table(
      [
        inLanguage({ en: 'Partitions', zh: '分片' }),
        inLanguage({ en: 'Seen', zh: '看到' }),
        inLanguage({ en: 'Most at once', zh: '同时最多' }),
        inLanguage({ en: 'Longest', zh: '最长' }),
        inLanguage({ en: 'Sum', zh: '合计' }),
      ],
      outageKinds.map((kind) => {
        const { times, peak, longest, least, most: atMost } = outages[kind];
        return [
          kindWord(kind),
          inLanguage({ en: `${times} ×`, zh: `${times} 次` }),
          String(peak),
          between(longest),
          between({ least, most: atMost + unwatchedMs * most }),
        ];
      }),
    ),
    ...(unwatchedMs === 0
      ? []
      : [
          '',
          inLanguage({
            en: `For ${seconds(unwatchedMs)} nobody looked. The sums say what could have been then, the rest does not.`,
            zh: `有 ${seconds(unwatchedMs)} 没有人查看。合计的上限包含了这段时间可能发生的情况，其余数字不包含。`,
          }),
        ]),
    ...parts(
      inLanguage({ en: 'Step', zh: '步骤' }),
      stages.flatMap((stage) => (byStage[stage] === undefined ? [] : [[stageWord(stage), byStage[stage]] as const])),
    ),
    ...parts(
      inLanguage({ en: 'Server', zh: 'Server' }),
      run.progress.targets.flatMap(({ address }, place) => {
        const times = byTarget[String(place)];
        return times === undefined ? [] : [[code(address), times] as const];
      }),
    ),
  ];
}

/** What a client of its own met: in all, then by step and by server. */
function probeLines(run: Reported, probe: ProbeRecord): readonly string[] {
  const { counts, byStage, byTarget, errors } = probe;
  const rows: readonly (readonly [string, ProbeCounts])[] = [
    [inLanguage({ en: 'in all', zh: '合计' }), counts],
    ...stages.flatMap((stage) => (byStage[stage] === undefined ? [] : [[stageWord(stage), byStage[stage]] as const])),
    ...run.progress.targets.flatMap(({ address }, place) => {
      const own = byTarget[String(place)];
      return own === undefined ? [] : [[code(address), own] as const];
    }),
  ];
  const hidden = Object.entries(errors).map(([name, times]) => `${code(name)} ${times} ×`);
  return [
    inLanguage({
      en:
        `Operations of a client, ${probeResolution(probe)}. Acknowledged writes were looked for at ` +
        'the next turn of their key, so the last one of each key was not.',
      zh: `一个客户端的操作，${probeResolution(probe)}。已确认的写入在轮到同一个键时再读一次，所以每个键的最后一次写入没有读。`,
    }),
    '',
    ...table(
      [
        '',
        inLanguage({ en: 'Operations', zh: '操作' }),
        inLanguage({ en: 'Failed', zh: '失败' }),
        inLanguage({ en: 'Over 0.5 s', zh: '超过 0.5 s' }),
        inLanguage({ en: 'Retried', zh: '重试' }),
        inLanguage({ en: 'Slowest', zh: '最慢' }),
        inLanguage({ en: 'Read back', zh: '读回' }),
        inLanguage({ en: 'Lost', zh: '丢失' }),
      ],
      rows.map(([name, { operations, failed, slow, retried, slowestMs, readBack, lost }]) => [
        name,
        grouped(operations),
        grouped(failed),
        grouped(slow),
        grouped(retried),
        exactSeconds(slowestMs),
        grouped(readBack),
        grouped(lost),
      ]),
    ),
    ...(hidden.length === 0
      ? []
      : [
          '',
          inLanguage({
            en: `What attempts came to that did not succeed: ${hidden.join(', ')}.`,
            zh: `没有成功的尝试的结果：${hidden.join('、')}。`,
          }),
        ]),
  ];
}

function parts(what: string, rows: readonly (readonly [string, OfEachKind<Bounds>])[]): readonly string[] {
  if (rows.length === 0) return [];
  return [
    '',
    ...table(
      [what, ...outageKinds.map(kindWord)],
      rows.map(([name, times]) => [name, ...outageKinds.map((kind) => between(times[kind]))]),
    ),
  ];
}
