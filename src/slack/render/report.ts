import { formatDuration } from '../../lib/duration.js';
import { roles } from '../../roll/ids.js';
import { waiverNames } from '../../roll/named-waivers.js';
import { onlyRebalances } from '../../roll/options.js';
import type { Plan } from '../../roll/plan.js';
import { theirWords } from '../../words/their-words.js';
import type { Names } from '../names.js';
import { between, count, utc } from '../text.js';
import { runMs } from './outcome-parts.js';
import { reportAvailability } from './report-availability.js';
import { reportClusterAtEnd, reportSettings } from './report-cluster.js';
import { eventLines, holdLines } from './report-events.js';
import { code, table, type Words, wordsFor } from './report-markdown.js';
import { reportApprovals, reportPeople } from './report-people.js';
import { reportPhases, reportServers } from './report-servers.js';
import { reportMoves } from './report-moves.js';
import type { Reported } from './reported.js';
import { inLanguage, statusInWords } from '../language.js';

/**
 * Where the audit trail stood when the report was written: who has both can tell whether the trail was changed since.
 */
interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

export interface RunReport {
  /** As the file is called; only letters, digits, dots and dashes. */
  readonly filename: string;
  /** Markdown. Times are UTC: a file knows no reader's zone. */
  readonly text: string;
}

/** What the file is called to people. */
export const reportTitle = ({ plan, status }: Reported): string =>
  `${whatWasAsked(plan)}${inLanguage({ en: ': ', zh: '：' })}${statusInWords(status)}`;

function whatWasAsked({ options, cluster, downgradeFrom }: Plan): string {
  if (onlyRebalances(options))
    return inLanguage({ en: `Rebalance of ${cluster}`, zh: `重新分布 ${cluster} 的 primary` });
  if (options.version === undefined) return inLanguage({ en: `Restart of ${cluster}`, zh: `重启 ${cluster}` });
  return inLanguage({
    en: `${downgradeFrom === undefined ? 'Upgrade' : 'Downgrade'} of ${cluster} to ${options.version}`,
    zh: `${downgradeFrom === undefined ? '升级' : '降级'} ${cluster} 到 ${options.version}`,
  });
}

/**
 * Everything about a run that is over, to be kept and handed on. No secrets: outputs are masked as in Slack.
 *
 * @param audit undefined: it is not known where the audit trail stands
 */
export function renderReport(run: Reported, audit: AuditHead | undefined, names: Names = new Map()): RunReport {
  const title = reportTitle(run);
  const words = wordsFor(names);
  const { prose } = words;
  const sections = [
    summary(run, words),
    planLines(run.plan, words),
    reportApprovals(run, words),
    reportServers(run, words),
    reportPhases(run),
    reportAvailability(run),
    holdLines(run, words),
    reportSettings(run, words),
    reportClusterAtEnd(run, words),
    eventLines(run, words),
    reportPeople(run, names, words),
    audit === undefined ? [] : trail(audit),
  ];
  return {
    filename: `${run.id.replace(/[^A-Za-z0-9.-]+/g, '-')}.md`,
    text: `# ${prose(title)}\n\n${sections
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n')}\n`,
  };
}

function summary(run: Reported, { told, person }: Words): readonly string[] {
  const of = (state: string): number => run.progress.targets.filter((target) => target.state === state).length;
  const begun = run.log.find(({ kind }) => kind === 'started')?.at;
  const why =
    run.status === 'failed'
      ? [[inLanguage({ en: 'Why it failed', zh: '失败原因' }), told(run.why)]]
      : run.status === 'aborted'
        ? [[inLanguage({ en: 'Aborted by', zh: '中止者' }), told(run.by)]]
        : [];
  return table(
    ['', ''],
    [
      [inLanguage({ en: 'Run', zh: '任务' }), code(run.id)],
      [inLanguage({ en: 'Cluster', zh: '集群' }), code(run.cluster)],
      [inLanguage({ en: 'Outcome', zh: '结果' }), statusInWords(run.status)],
      ...why,
      [
        inLanguage({ en: 'Servers', zh: 'Server' }),
        inLanguage({
          en:
            `${of('done')} rolled, ${of('skipped')} skipped, ${of('failed')} failed, ` +
            `${of('pending') + of('active')} not rolled`,
          zh: `滚动 ${of('done')} 台，跳过 ${of('skipped')} 台，失败 ${of('failed')} 台，未滚动 ${of('pending') + of('active')} 台`,
        }),
      ],
      [inLanguage({ en: 'Asked for by', zh: '发起' }), `${person(run.requestedBy)}, ${utc(run.requestedAt)}`],
      [
        inLanguage({ en: 'Reason', zh: '原因' }),
        run.plan.options.reason === undefined
          ? inLanguage({ en: 'none given', zh: '没有给出' })
          : code(run.plan.options.reason),
      ],
      [
        inLanguage({ en: 'Began', zh: '开始' }),
        begun === undefined ? inLanguage({ en: 'never', zh: '没有' }) : utc(begun),
      ],
      [inLanguage({ en: 'Ended', zh: '结束' }), utc(run.endedAt)],
      [inLanguage({ en: 'Took', zh: '用时' }), formatDuration(runMs(run))],
      ...reportMoves(run),
    ],
  );
}

function planLines(plan: Plan, { prose, told }: Words): readonly string[] {
  const { id, options, drain, targets, skipped, gates, waivers, namedWaivers, versionNotes, warnings } = plan;
  const { minLive, procedure, estimate, madeAt } = plan;
  const given = [
    inLanguage({ en: `mode ${options.mode}`, zh: `模式 ${options.mode}` }),
    ...(drain === 'fast' ? [inLanguage({ en: 'fast drain', zh: 'fast 方式排空' })] : []),
    ...(options.version === undefined
      ? []
      : [inLanguage({ en: `version ${options.version}`, zh: `版本 ${options.version}` })]),
    ...(options.stale === undefined
      ? []
      : [
          inLanguage({
            en: `only servers without ${options.stale.key} = “${options.stale.value}”, proven after each restart`,
            zh: `只滚动 ${options.stale.key} 不是 “${options.stale.value}” 的 server，每台重启后证实`,
          }),
        ]),
    ...(options.canary ? [inLanguage({ en: 'canary', zh: '灰度' })] : []),
    ...(options.soakMs > 0
      ? [inLanguage({ en: `soak ${formatDuration(options.soakMs)}`, zh: `观察 ${formatDuration(options.soakMs)}` })]
      : []),
    ...(options.startTimeoutMs === undefined
      ? []
      : [
          inLanguage({
            en: `start timeout ${formatDuration(options.startTimeoutMs)}`,
            zh: `启动时限 ${formatDuration(options.startTimeoutMs)}`,
          }),
        ]),
    ...(options.rebalance ? [inLanguage({ en: 'rebalance', zh: '最后重新分布 primary' })] : []),
    ...(options.outsideWindow === undefined
      ? []
      : [
          inLanguage({
            en: `outside its change window: ${theirWords(options.outsideWindow)}`,
            zh: `在变更窗口之外：${theirWords(options.outsideWindow)}`,
          }),
        ]),
  ];
  const commands = roles
    .filter((role) => targets.some((target) => target.role === role))
    .map((role) => `${role}${inLanguage({ en: ': ', zh: '：' })}${procedure[role].join(between())}`);
  const blocked = gates.flatMap((gate) =>
    gate.verdict === 'block'
      ? [
          inLanguage({
            en: `- ${gate.gate} blocked when the plan was made: ${told(gate.reason)}`,
            zh: `- 做计划时 ${gate.gate} 不通过：${told(gate.reason)}`,
          }),
        ]
      : [],
  );
  return [
    inLanguage({ en: '## Plan', zh: '## 计划' }),
    '',
    inLanguage({
      en:
        `Plan ${code(id)} of ${utc(madeAt)}: ${count(targets.length, 'server')}, about ` +
        `${formatDuration(estimate.totalMs)}. ${prose(given.join('; '))}. Commands: ` +
        `${prose(commands.join('; '))}.`,
      zh:
        `计划 ${code(id)}，${utc(madeAt)}：${targets.length} 台 server，大约 ${formatDuration(estimate.totalMs)}。` +
        `${prose(given.join('；'))}。命令：${prose(commands.join('；'))}。`,
    }),
    ...(minLive === undefined
      ? []
      : [
          '',
          inLanguage({
            en: `min_live_node_count_for_unfreeze lowered from ${minLive.from} to ${minLive.to} while the run lasted.`,
            zh: `任务期间 min_live_node_count_for_unfreeze 从 ${minLive.from} 调低到 ${minLive.to}。`,
          }),
        ]),
    ...(warnings ?? []).flatMap((warning) => [
      '',
      inLanguage({ en: `Known before: ${told(warning)}`, zh: `事先已知：${told(warning)}` }),
    ]),
    ...(versionNotes ?? []).flatMap(({ name, level, what, waived }) =>
      level === 'warn' || waived
        ? [
            '',
            inLanguage({
              en: `Version rule ${code(name)}${waived ? ', allowed by name' : ''}: ${prose(what)}`,
              zh: `版本规则 ${code(name)}${waived ? '，已点名允许' : ''}：${prose(what)}`,
            }),
          ]
        : [],
    ),
    ...(waivers.length === 0
      ? []
      : [
          '',
          inLanguage({
            en: `Waived: ${waivers
              .map(({ table, replicaCount }) => `${code(table)} (${count(replicaCount, 'replica')})`)
              .join(', ')}.`,
            zh: `豁免：${waivers
              .map(({ table, replicaCount }) => `${code(table)}（${replicaCount} 个副本）`)
              .join('、')}。`,
          }),
        ]),
    ...(namedWaivers === undefined
      ? []
      : [
          '',
          inLanguage({
            en: `Allowed by name: ${waiverNames(namedWaivers).map(code).join(', ')}.`,
            zh: `点名允许：${waiverNames(namedWaivers).map(code).join('、')}。`,
          }),
        ]),
    ...(blocked.length === 0 ? [] : ['', ...blocked]),
    ...(skipped.length === 0
      ? []
      : [
          '',
          inLanguage({ en: 'Left out:', zh: '不滚动：' }),
          '',
          ...skipped.map(
            ({ role, address, why }) => `- ${role} ${code(address)}${inLanguage({ en: ': ', zh: '：' })}${told(why)}`,
          ),
        ]),
  ];
}

function trail(audit: AuditHead): readonly string[] {
  return [
    inLanguage({ en: '## Audit trail', zh: '## 审计记录' }),
    '',
    inLanguage({
      en:
        `When this was written the audit trail had ${count(audit.seq, 'entry', 'entries')}; the hash of ` +
        `the last one is ${code(audit.hash)}. A trail that does not lead through it has been changed.`,
      zh: `写报告时，审计记录有 ${audit.seq} 条；最后一条的哈希是 ${code(audit.hash)}。不经过它的审计记录，就是被改动过。`,
    }),
  ];
}
