import { hasEnded, type Run } from '../../roll/run.js';
import { isReported } from '../../slack/render/reported.js';
import { renderReport } from '../../slack/render/report.js';
import { summaryOf } from '../../store/summary.js';
import { words } from '../../words/words.js';
import { timeText } from '../audit/finding-text.js';
import type { AskedPlace } from '../database-place.js';
import { aligned, plain } from '../terminal.js';
import { unknownRun, withRuns, type RunMeans } from './open-runs.js';

/** Prints a run: its report when it is over and has done something, else where it stands. Exit code 1: no such run. */
export function showRun(asked: AskedPlace & { readonly run: string }, means: RunMeans): Promise<number> {
  const { terminal } = means;
  return withRuns(asked, means, async (runs) => {
    const run = await runs.find(asked.run);
    if (run === undefined) {
      terminal.err(plain(unknownRun(asked.run)));
      return 1;
    }
    if (isReported(run)) terminal.out(plain(renderReport(run, await runs.auditHead()).text.trimEnd()));
    else for (const line of standing(run)) terminal.out(plain(line));
    return 0;
  });
}

/** Where a run stands that is under way, or was never begun. */
function standing(run: Run): readonly string[] {
  const { rolled, approvedBy } = summaryOf(run, undefined);
  const why = whyItStands(run);
  const targets =
    'progress' in run ? run.progress.targets : run.plan.targets.map((target) => ({ ...target, state: '' }));
  return [
    `${run.id}: ${run.status}`,
    ...(why === undefined ? [] : [why]),
    `asked for by ${run.requestedBy} at ${timeText(run.requestedAt)}`,
    ...(run.options.reason === undefined ? [] : [`reason: ${run.options.reason}`]),
    ...(approvedBy === undefined ? [] : [`approved by ${approvedBy.join(', ')}`]),
    ...(hasEnded(run) ? [`ended at ${timeText(run.endedAt)}`] : []),
    rolled === undefined ? `${targets.length} servers in its plan:` : `${rolled.done} of ${rolled.of} servers rolled:`,
    ...aligned(targets.map(({ role, address, state }) => [role, address, state])).map((line) => `  ${line}`),
  ];
}

function whyItStands(run: Run): string | undefined {
  switch (run.status) {
    case 'held':
      return words(run.hold.what);
    case 'paused':
      return words(run.why);
    case 'rejected':
      return `rejected by ${run.by}`;
    default:
      return undefined;
  }
}
