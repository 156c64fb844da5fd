import type { Availability, Stage, StageBegun } from '../../roll/availability/availability.js';
import { stages } from '../../roll/availability/availability.js';
import type { Kind, Panel, Row, Span, Step, Timeline } from '../../picture/timeline.js';
import { inLanguage } from '../language.js';
import { availabilityLines, availabilityOf } from './availability-words.js';
import { stageWord } from './phases.js';
import type { Reported } from './reported.js';

const waitsColour = '#c92a2a';
const colours: Readonly<Record<Stage, string>> = {
  'enter-maintenance': '#868e96',
  settle: '#ced4da',
  gates: '#adb5bd',
  before: '#0b7285',
  'move-primaries': '#4c8bf5',
  'downgrade-secondaries': '#7950f2',
  drain: '#4263eb',
  'close-replicas': '#be4bdb',
  'flush-log': '#e599f7',
  'last-look': '#f783ac',
  process: '#e8590c',
  'await-return': '#f59f00',
  heal: '#2f9e44',
  verify: '#0ca678',
  soak: '#a9e34b',
  after: '#15aabf',
  undrain: '#5c940d',
  'restore-leadership': '#1971c2',
  'leave-maintenance': '#868e96',
  rebalance: '#3bc9db',
};

/** What people are shown of a run when it is over, as a picture; undefined where nothing was measured. */
export function timelineOfRun(run: Reported, title: string): Timeline | undefined {
  const seen = availabilityOf(run);
  if (seen === undefined || seen.until <= seen.since) return undefined;
  const spans = spansOf(seen, run.endedAt);
  const used = new Set(spans.map(({ kind }) => kind));
  const kinds: readonly (readonly [string, Kind])[] = [
    ...stages.map((stage) => [stage, { label: stageWord(stage), colour: colours[stage] }] as const),
    ['standing', { label: inLanguage({ en: 'held or paused', zh: '等待' }), colour: waitsColour }],
  ];
  const rows: readonly Row[] = run.progress.targets.flatMap(({ address }, place) => {
    const own = spans.filter(({ target }) => target === place);
    return own.length === 0 ? [] : [{ label: address, spans: own }];
  });
  const around = spans.filter(({ target }) => target === undefined);
  return {
    title,
    lines: availabilityLines(run).map(plain),
    from: seen.since,
    to: Math.max(seen.until, run.endedAt),
    kinds: Object.fromEntries(kinds.filter(([kind]) => used.has(kind))),
    rows: around.length === 0 ? rows : [{ label: inLanguage({ en: 'cluster', zh: '集群' }), spans: around }, ...rows],
    panels: [partitionsPanel(seen), ...operationsPanels(seen)],
  };
}

/** Without what is markup in Slack alone. */
const plain = (text: string): string => text.replace(/\*/g, '').replace(/:warning: /g, '');

function spansOf({ stages: begun }: Availability, end: number): readonly (Span & Pick<StageBegun, 'target'>)[] {
  return begun.map(({ at, stage, target }, place) => ({
    from: at,
    to: begun[place + 1]?.at ?? end,
    kind: stage,
    ...(target === undefined ? {} : { target }),
  }));
}

function partitionsPanel({ course }: Availability): Panel {
  const steps = (value: (point: Availability['course'][number]) => number): readonly Step[] =>
    course.map((point) => ({ at: point.at, value: value(point) }));
  const most = Math.max(0, ...course.map(({ of }) => of));
  return {
    title: inLanguage({ en: `Partitions, of ${most}`, zh: `分片（共 ${most} 个）` }),
    series: [
      {
        label: inLanguage({ en: 'a copy missing', zh: '副本不齐' }),
        colour: '#a5d8ff',
        steps: steps(({ short }) => short),
      },
      {
        label: inLanguage({ en: 'no writes', zh: '不能写' }),
        colour: '#f59f00',
        steps: steps(({ unwritable }) => unwritable),
      },
      {
        label: inLanguage({ en: 'no primary', zh: '没有 primary' }),
        colour: '#c92a2a',
        steps: steps(({ withoutPrimary }) => withoutPrimary),
      },
    ],
  };
}

function operationsPanels({ probe, since }: Availability): readonly Panel[] {
  if (probe === undefined || probe.course.length === 0) return [];
  const spans = probe.course.map((point, place) => ({
    ...point,
    begun: probe.course[place - 1]?.at ?? since,
  }));
  const aSecond = (many: (point: (typeof spans)[number]) => number): readonly Step[] =>
    spans.map((point) => ({
      at: point.begun,
      value: Math.round((many(point) * 10_000) / Math.max(100, point.at - point.begun)) / 10,
    }));
  return [
    {
      title: inLanguage({ en: 'Operations a second', zh: '每秒操作' }),
      series: [
        {
          label: inLanguage({ en: 'done', zh: '成功' }),
          colour: '#b2f2bb',
          steps: aSecond(({ operations }) => operations),
        },
        {
          label: inLanguage({ en: 'over 0.5 s', zh: '超过 0.5 s' }),
          colour: '#f59f00',
          steps: aSecond(({ slow, failed }) => slow + failed),
        },
        { label: inLanguage({ en: 'failed', zh: '失败' }), colour: '#c92a2a', steps: aSecond(({ failed }) => failed) },
      ],
    },
    {
      title: inLanguage({ en: 'Slowest, in ms', zh: '最慢，毫秒' }),
      series: [
        {
          label: inLanguage({ en: 'slowest operation', zh: '最慢的操作' }),
          colour: '#868e96',
          steps: spans.map(({ begun, slowestMs }) => ({ at: begun, value: slowestMs })),
        },
      ],
    },
  ];
}
