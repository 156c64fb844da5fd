import type { TargetProgress, TargetState } from '../../roll/progress.js';
import { formatDuration } from '../../lib/duration.js';
import { roles } from '../../roll/ids.js';
import { betweenClauses, count, utc } from '../text.js';
import { ownShare, phaseFigures, tookMs } from './figures.js';
import { phaseWord } from './phases.js';
import { code, table, type Words } from './report-markdown.js';
import type { Reported } from './reported.js';
import { roleWord } from './words.js';
import { type InEach, inLanguage } from '../language.js';

const states: InEach<Readonly<Record<TargetState, string>>> = {
  en: { pending: 'pending', active: 'active', done: 'done', skipped: 'skipped', failed: 'failed' },
  zh: { pending: '未开始', active: '处理中', done: '已完成', skipped: '已跳过', failed: '失败' },
};

/** Each server: what it ran, what was done with it and how long that took. */
export function reportServers(run: Reported, { prose, told }: Words): readonly string[] {
  const rows = run.progress.targets.map((target, place) => {
    const planned = run.plan.targets[place];
    const took = tookMs(target);
    const notes = [
      ...(target.whySkipped === undefined ? [] : [told(target.whySkipped)]),
      ...(target.processDown ? [inLanguage({ en: 'stopped and not seen back', zh: '停了，没有看到恢复' })] : []),
      ...(target.attempts > 1
        ? [inLanguage({ en: `${target.attempts} attempts`, zh: `尝试 ${target.attempts} 次` })]
        : []),
      ...(target.drainRounds > 0
        ? [inLanguage({ en: `drained ${target.drainRounds + 1} times`, zh: `排空 ${target.drainRounds + 1} 次` })]
        : []),
      ...(target.forced.length > 0
        ? [
            prose(
              inLanguage({ en: `forced: ${target.forced.join(', ')}`, zh: `强制继续：${target.forced.join('、')}` }),
            ),
          ]
        : []),
    ];
    const load =
      planned?.primaries === undefined && planned?.secondaries === undefined
        ? ''
        : `${planned.primaries ?? 0} / ${planned.secondaries ?? 0}`;
    return [
      String(place + 1),
      target.role,
      code(target.address),
      inLanguage(states)[target.state],
      prose(planned?.version ?? ''),
      prose(target.runs ?? ''),
      load,
      target.startedAt === undefined ? '' : utc(target.startedAt),
      took === undefined ? '' : formatDuration(took),
      notes.join(betweenClauses()),
    ];
  });
  return [
    inLanguage({ en: '## Servers', zh: '## Server 列表' }),
    '',
    ...table(
      [
        '#',
        inLanguage({ en: 'Role', zh: '角色' }),
        inLanguage({ en: 'Server', zh: 'Server' }),
        inLanguage({ en: 'State', zh: '状态' }),
        inLanguage({ en: 'Version before', zh: '之前的版本' }),
        inLanguage({ en: 'Version after', zh: '之后的版本' }),
        inLanguage({ en: 'Primaries / secondaries', zh: 'primary / secondary' }),
        inLanguage({ en: 'Began', zh: '开始' }),
        inLanguage({ en: 'Took', zh: '用时' }),
        inLanguage({ en: 'Notes', zh: '备注' }),
      ],
      rows,
    ),
  ];
}

/** How long each step took: first over all servers of a role, then for each server. */
export function reportPhases({ progress: { targets } }: Reported): readonly string[] {
  const lines = roles.flatMap((role) => {
    const figures = phaseFigures(targets, role);
    if (figures.length === 0) return [];
    const ofRole = targets.filter((target) => target.role === role && Object.keys(target.spent).length > 0);
    return [
      '',
      `### ${inLanguage({ en: count(ofRole.length, roleWord[role]), zh: `${ofRole.length} 台 ${roleWord[role]}` })}`,
      '',
      ...table(
        [
          inLanguage({ en: 'Step', zh: '步骤' }),
          inLanguage({ en: 'Servers', zh: '台数' }),
          inLanguage({ en: 'On average', zh: '平均' }),
          inLanguage({ en: 'Longest', zh: '最长' }),
          inLanguage({ en: 'In all', zh: '合计' }),
        ],
        figures.map(({ phase, servers: many, meanMs, longestMs, totalMs }) => [
          phaseWord(phase),
          String(many),
          precise(meanMs),
          precise(longestMs),
          formatDuration(totalMs),
        ]),
      ),
      '',
      ...table(
        [inLanguage({ en: 'Server', zh: 'Server' }), ...figures.map(({ phase }) => phaseWord(phase))],
        ofRole.map((target) => [
          code(target.address),
          ...figures.map(({ phase }) => (target.spent[phase] === undefined ? '' : precise(target.spent[phase]))),
        ]),
      ),
    ];
  });
  return lines.length === 0
    ? []
    : [inLanguage({ en: '## Time by step', zh: '## 各步骤用时' }), ...ownShareLines(targets), ...lines];
}

/** How much of it the bot itself cost, and what that leaves out. */
function ownShareLines(targets: readonly TargetProgress[]): readonly string[] {
  const { ownMs, allMs } = ownShare(targets);
  if (allMs === 0) return [];
  const share = ((100 * ownMs) / allMs).toFixed(1);
  return [
    '',
    inLanguage({
      en:
        `The bot itself: ${precise(ownMs)} of ${formatDuration(allMs)}, ${share} % (checks, flush, last look). In ` +
        'all other steps it waited for the cluster, a process or a set time; how late a look came there is left out.',
      zh:
        `机器人自身：${formatDuration(allMs)} 中的 ${precise(ownMs)}，占 ${share} %（检查、刷盘、最后确认）。` +
        '其余步骤都在等集群、进程或设定的时间；这些步骤里每次查看晚了多少没有计入。',
    }),
  ];
}

/** `0.4 s` below a minute: steps are short. */
const precise = (ms: number): string => (ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : formatDuration(ms));
