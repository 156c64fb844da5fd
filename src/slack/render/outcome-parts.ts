import { formatDuration } from '../../lib/duration.js';
import { roles } from '../../roll/ids.js';
import { onlyRebalances } from '../../roll/options.js';
import type { LoggedEvent } from '../../roll/event.js';
import type { Run, RunIn } from '../../roll/run.js';
import { count, cut, isLink, listing, moment, quoted, sentenceOf } from '../text.js';
import { peopleOf } from '../people.js';
import { availabilityLines } from './availability-words.js';
import { addressRuns } from './address-runs.js';
import { continueParts } from './continue-button.js';
import { campaignParts } from './campaign-words.js';
import { clusterLeftLines } from './cluster-left-words.js';
import { phaseFigures, tookMs } from './figures.js';
import { doneOf, progressBar } from './live-parts.js';
import { restoredWords } from './moves-words.js';
import type { Part } from './parts.js';
import { phaseWord } from './phases.js';
import { rebalanceParts } from './rebalance-button.js';
import { rollbackParts } from './rollback-button.js';
import { serverTasks } from './server-tasks.js';
import { exactSettings, full, roleWord } from './words.js';
import { inLanguage } from '../language.js';

type Ended = RunIn<'done' | 'aborted' | 'failed'>;

/** Where the report of a run is: its file's address, or why there is none. */
export type ReportState =
  | { readonly kind: 'sent'; readonly link?: string }
  | { readonly kind: 'failed'; readonly why: string };

/** What was done and what not, what state is left, and what took how long. */
export function outcomeParts(run: Ended, report: ReportState | undefined, command: string): readonly Part[] {
  const end = run.log.findLast((event): event is Extract<LoggedEvent, { kind: 'ended' }> => event.kind === 'ended');
  const unfinished = run.progress.targets.filter(({ state }) => state !== 'done' && state !== 'skipped');
  const notRolled = addressRuns(unfinished.map(({ address }) => address));
  const { saved } = run.progress;
  const rebalances = onlyRebalances(run.options);
  const restored = restoredWords(run.progress.leadershipRestored);
  const lines = [
    inLanguage({
      en:
        `${rebalances ? 'It took' : `${progressBar(run.progress)} in`} ${formatDuration(runMs(run))}, ` +
        `ended ${moment(run.endedAt)}`,
      zh:
        `${rebalances ? '用时' : `${progressBar(run.progress)}，用时`} ${formatDuration(runMs(run))}，` +
        `${moment(run.endedAt)} 结束`,
    }),
    ...(unfinished.length === 0
      ? []
      : [
          inLanguage({
            en: `*Not rolled* (${unfinished.length}): ${listing(notRolled, 700)}`,
            zh: `*没有滚动*（${unfinished.length} 台）：${listing(notRolled, 700)}`,
          }),
        ]),
    ...(end === undefined
      ? []
      : [
          inLanguage({
            en: `*State left:* ${cut(full(sentenceOf(end.left, peopleOf(run))), 1000)}`,
            zh: `*留下的状态：* ${cut(full(sentenceOf(end.left, peopleOf(run))), 1000)}`,
          }),
          ...clusterLeftLines(end.cluster).map((line) => cut(line, 600)),
          ...(restored === undefined ? [] : [restored]),
        ]),
    ...availabilityLines(run).map((line) => cut(line, 600)),
  ];
  const servers =
    run.progress.targets.length === 0
      ? []
      : [
          {
            kind: 'tasks' as const,
            title: inLanguage({ en: `${doneOf(run.progress)} done`, zh: `已完成 ${doneOf(run.progress)}` }),
            tasks: serverTasks(run),
          },
        ];
  return [
    { kind: 'section', text: lines.join('\n') },
    ...rollbackParts(run, command),
    ...rebalanceParts(run, command),
    ...(saved === undefined || !settingsLeft(run)
      ? []
      : [
          {
            kind: 'alert' as const,
            level: 'error' as const,
            text: inLanguage({
              en:
                '*The settings of the cluster are not back as they were.* Put them back before anything ' +
                `else: ${quoted(exactSettings(saved))}. How: “Stopping everything by hand” in the runbook.`,
              zh: '*集群的设置没有全部还原。* 请手工还原（见值班手册的「手工停止一切」）；任务之前的值：',
            }),
          },
        ]),
    ...continueParts(run, command),
    ...campaignParts(run, command),
    ...figures(run),
    ...servers,
    ...reportParts(report),
  ];
}

/** From the start of the work to the end, in milliseconds. */
export function runMs(run: Ended): number {
  return run.endedAt - (run.log.find(({ kind }) => kind === 'started')?.at ?? run.requestedAt);
}

export const settingsLeft = (run: Run): boolean =>
  'progress' in run && run.progress.saved !== undefined && !run.progress.restored;

/** A line a role: how long a server took, how long each of its steps, and which took longest. */
function figures({ progress: { targets } }: Ended): readonly Part[] {
  const lines = roles.flatMap((role) => {
    const done = targets.filter(
      (target) => target.role === role && target.state === 'done' && tookMs(target) !== undefined,
    );
    if (done.length === 0) return [];
    const each = done.map((target) => tookMs(target) ?? 0);
    const mean = formatDuration(each.reduce((sum, ms) => sum + ms, 0) / each.length);
    const phases = phaseFigures(done, role).flatMap(({ phase, meanMs }) =>
      meanMs >= 1000 ? [`${phaseWord(phase)} ${formatDuration(meanMs)}`] : [],
    );
    const [slowest] = [...done].sort((left, right) => (tookMs(right) ?? 0) - (tookMs(left) ?? 0));
    const longest =
      slowest === undefined || Math.max(...each) < 1.1 * Math.min(...each)
        ? ''
        : inLanguage({
            en: `; the longest ${formatDuration(tookMs(slowest) ?? 0)}, \`${quoted(slowest.address)}\``,
            zh: `；最长 ${formatDuration(tookMs(slowest) ?? 0)}（\`${quoted(slowest.address)}\`）`,
          });
    const took = inLanguage({
      en: `${mean}${done.length < 2 ? '' : ' on average'}${longest}`,
      zh: `${done.length < 2 ? '' : '平均 '}${mean}${longest}`,
    });
    const bySteps =
      phases.length === 0
        ? ''
        : inLanguage({ en: `\nby step: ${phases.join(' · ')}`, zh: `\n各步骤：${phases.join(' · ')}` });
    return [
      inLanguage({
        en: `*${count(done.length, roleWord[role])}:* ${took}${bySteps}`,
        zh: `*${done.length} 台 ${roleWord[role]}：* ${took}${bySteps}`,
      }),
    ];
  });
  return lines.length === 0 ? [] : [{ kind: 'section', text: lines.map((line) => cut(line, 900)).join('\n') }];
}

function reportParts(report: ReportState | undefined): readonly Part[] {
  if (report === undefined) return [];
  if (report.kind === 'failed')
    return [
      {
        kind: 'context',
        text: inLanguage({
          en:
            `The report could not be put here: ${cut(quoted(report.why), 300)}. Everything is in the ` +
            'thread and in the audit trail.',
          zh: `报告没能放到这里：${cut(quoted(report.why), 300)}。全部内容都在消息列和审计记录里。`,
        }),
      },
    ];
  return [
    {
      kind: 'context',
      text:
        report.link !== undefined && isLink(report.link)
          ? inLanguage({
              en: `:page_facing_up: <${report.link}|Report of the whole run>`,
              zh: `:page_facing_up: <${report.link}|整个任务的报告>`,
            })
          : inLanguage({
              en: ':page_facing_up: The report of the whole run is in the thread.',
              zh: ':page_facing_up: 整个任务的报告在消息列里。',
            }),
    },
  ];
}
