import { formatDuration } from '../../lib/duration.js';
import { roles } from '../../roll/ids.js';
import { onlyRebalances } from '../../roll/options.js';
import type { LoggedEvent } from '../../roll/event.js';
import type { Run, RunIn } from '../../roll/run.js';
import { count, cut, isLink, listing, moment, quoted, sentenceOf } from '../text.js';
import { peopleOf } from '../people.js';
import { addressRuns } from './address-runs.js';
import { clusterLeftLines } from './cluster-left-words.js';
import { phaseFigures, tookMs } from './figures.js';
import { doneOf, progressBar } from './live-parts.js';
import type { Part } from './parts.js';
import { phaseWord } from './phases.js';
import { rebalanceParts } from './rebalance-button.js';
import { serverTasks } from './server-tasks.js';
import { exactSettings, full, roleWord } from './words.js';

type Ended = RunIn<'done' | 'aborted' | 'failed'>;

/** Where the report of a run is: its file's address, or why there is none. */
export type ReportState =
  | { readonly kind: 'sent'; readonly link?: string }
  | { readonly kind: 'failed'; readonly why: string };

/** What was done and what not, what state is left, and what took how long. */
export function outcomeParts(run: Ended, report: ReportState | undefined, command: string): readonly Part[] {
  const end = run.log.findLast((event): event is Extract<LoggedEvent, { kind: 'ended' }> => event.kind === 'ended');
  const unfinished = run.progress.targets.filter(({ state }) => state !== 'done' && state !== 'skipped');
  const { saved } = run.progress;
  const rebalances = onlyRebalances(run.options);
  const lines = [
    `${rebalances ? 'It took' : `${progressBar(run.progress)} in`} ${formatDuration(runMs(run))}, ` +
      `ended ${moment(run.endedAt)}`,
    ...(unfinished.length === 0
      ? []
      : [
          `*Not rolled* (${unfinished.length}): ${listing(addressRuns(unfinished.map(({ address }) => address)), 700)}`,
        ]),
    ...(end === undefined
      ? []
      : [
          `*State left:* ${cut(full(sentenceOf(end.left, peopleOf(run))), 1000)}`,
          ...clusterLeftLines(end.cluster).map((line) => cut(line, 600)),
        ]),
  ];
  const servers =
    run.progress.targets.length === 0
      ? []
      : [{ kind: 'tasks' as const, title: `${doneOf(run.progress)} done`, tasks: serverTasks(run) }];
  return [
    { kind: 'section', text: lines.join('\n') },
    ...rebalanceParts(run, command),
    ...(saved === undefined || !settingsLeft(run)
      ? []
      : [
          {
            kind: 'alert' as const,
            level: 'error' as const,
            text:
              '*The settings of the cluster are not back as they were.* Put them back before anything ' +
              `else: ${quoted(exactSettings(saved))}. How: “Stopping everything by hand” in the runbook.`,
          },
        ]),
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
      meanMs >= 1000 ? [`${phaseWord[phase]} ${formatDuration(meanMs)}`] : [],
    );
    const [slowest] = [...done].sort((left, right) => (tookMs(right) ?? 0) - (tookMs(left) ?? 0));
    const longest =
      slowest === undefined || Math.max(...each) < 1.1 * Math.min(...each)
        ? ''
        : `; the longest ${formatDuration(tookMs(slowest) ?? 0)}, \`${quoted(slowest.address)}\``;
    return [
      `*${count(done.length, roleWord[role])}:* ${mean}${done.length < 2 ? '' : ' on average'}${longest}${phases.length === 0 ? '' : `\nby step: ${phases.join(' · ')}`}`,
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
        text:
          `The report could not be put here: ${cut(quoted(report.why), 300)}. Everything is in the ` +
          'thread and in the audit trail.',
      },
    ];
  return [
    {
      kind: 'context',
      text:
        report.link !== undefined && isLink(report.link)
          ? `:page_facing_up: <${report.link}|Report of the whole run>`
          : ':page_facing_up: The report of the whole run is in the thread.',
    },
  ];
}
