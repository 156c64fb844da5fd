import type { RunSummary } from '../../engine/run-service.js';
import { formatDuration } from '../../lib/duration.js';
import { inTheirWords, listing, mention, moment, quoted } from '../text.js';

const outcomes: Readonly<Record<RunSummary['status'], string>> = {
  'awaiting-approval': ':hourglass_flowing_sand: awaits approval',
  approved: ':arrows_counterclockwise: approved',
  rolling: ':arrows_counterclockwise: rolling',
  pausing: ':arrows_counterclockwise: pausing',
  paused: ':double_vertical_bar: paused',
  held: ':rotating_light: held, needs an answer',
  aborting: ':arrows_counterclockwise: aborting',
  done: ':white_check_mark: done',
  aborted: ':octagonal_sign: aborted',
  failed: ':x: failed',
  rejected: ':no_entry_sign: rejected',
  expired: ':hourglass: expired',
};

/** One run that was: what, how it ended, who, when, how long. `link` leads to its message, where there is one. */
export function historyLine(run: RunSummary, link: string | undefined): string {
  const what =
    run.rebalance === true
      ? `Rebalance ${quoted(run.cluster)}`
      : run.version === undefined
        ? `Restart ${quoted(run.cluster)}`
        : `Upgrade ${quoted(run.cluster)} to ${quoted(run.version)}`;
  const rolled =
    run.rolled === undefined || run.rebalance === true ? '' : `, ${run.rolled.done} of ${run.rolled.of} servers`;
  const approved = run.approvedBy === undefined ? '' : `, approved by ${listing(run.approvedBy.map(mention), 300)}`;
  const reason = run.reason === undefined ? '' : `\n${inTheirWords(run.reason, 200)}`;
  return [
    `${outcomes[run.status]}: *${what}*${rolled}${took(run)}`,
    `${mention(run.requestedBy)}${approved} · ${moment(run.requestedAt)} · \`${quoted(run.id)}\`${link === undefined ? '' : ` · <${link}|message>`}${reason}`,
  ].join('\n');
}

function took({ startedAt, endedAt }: RunSummary): string {
  return startedAt === undefined || endedAt === undefined ? '' : ` in ${formatDuration(endedAt - startedAt)}`;
}
