import { assertNever } from '../../lib/assert-never.js';
import { formatDuration } from '../../lib/duration.js';
import { onlyRebalances } from '../../roll/options.js';
import type { Progress } from '../../roll/progress.js';
import type { Run } from '../../roll/run.js';
import { validVotes } from '../../roll/votes.js';
import { clusterLeftOf, troubleWords } from './cluster-left-words.js';
import { heldFor } from './hold-parts.js';
import { doneOf } from './live-parts.js';
import { runMs } from './outcome-parts.js';
import { planTitle } from './plan-parts.js';

/** The first line, and all that a phone shows of a notification: which cluster, what, and how it stands. */
export function headline(run: Run): string {
  const title = planTitle(run.plan);
  if (onlyRebalances(run.options) && 'progress' in run) return rebalanceHeadline(run);
  const found = troubleWords(clusterLeftOf(run));
  const trouble = found === '' ? '' : `; ${found}`;
  switch (run.status) {
    case 'awaiting-approval': {
      const missing = run.plan.approvals.required - validVotes(run).length;
      return `:raised_hand: ${title}? Needs ${missing} ${validVotes(run).length === 0 ? '' : 'more '}${missing === 1 ? 'approval' : 'approvals'}`;
    }
    case 'approved':
      return `:white_check_mark: ${title}: approved, about to start`;
    case 'rolling':
      return `:arrows_counterclockwise: ${title}: ${doneOf(run.progress)} done`;
    case 'pausing':
      return `:hourglass_flowing_sand: ${title}: pausing, ${doneOf(run.progress)} done`;
    case 'paused':
      return `:double_vertical_bar: ${title}: paused, ${doneOf(run.progress)} done`;
    case 'held':
      return `:rotating_light: ${title} is held: ${heldFor(run.hold, ', and it needs an answer')}`;
    case 'aborting':
      return `:octagonal_sign: ${title}: aborting, ${doneOf(run.progress)} done`;
    case 'done':
      return (
        `${trouble === '' ? ':white_check_mark:' : ':warning:'} ${title} is done: ${doneOf(run.progress)} ` +
        `in ${formatDuration(runMs(run))}${trouble}`
      );
    case 'aborted':
      return `:octagonal_sign: ${title} is aborted: ${doneOf(run.progress)} done${trouble}`;
    case 'failed':
      return `:x: ${title} failed: ${doneOf(run.progress)} done${trouble}`;
    case 'rejected':
      return `:no_entry_sign: ${title}: rejected`;
    case 'expired':
      return `:hourglass: ${title}: expired, not approved in time`;
    default:
      return assertNever(run);
  }
}

/** It counts no servers. */
function rebalanceHeadline(run: Extract<Run, { progress: Progress }>): string {
  const title = planTitle(run.plan);
  const found = troubleWords(clusterLeftOf(run));
  switch (run.status) {
    case 'approved':
      return `:white_check_mark: ${title}: approved, about to start`;
    case 'rolling':
      return `:arrows_counterclockwise: ${title}: under way`;
    case 'pausing':
      return `:hourglass_flowing_sand: ${title}: pausing`;
    case 'paused':
      return `:double_vertical_bar: ${title}: paused`;
    case 'held':
      return `:rotating_light: ${title} is held: ${heldFor(run.hold, ', and it needs an answer')}`;
    case 'aborting':
      return `:octagonal_sign: ${title}: aborting`;
    case 'done':
      return (
        `${found === '' ? ':white_check_mark:' : ':warning:'} ${title} is done in ` +
        `${formatDuration(runMs(run))}${found === '' ? '' : `; ${found}`}`
      );
    case 'aborted':
      return `:octagonal_sign: ${title} is aborted${found === '' ? '' : `; ${found}`}`;
    case 'failed':
      return `:x: ${title} failed`;
    default:
      return assertNever(run);
  }
}
