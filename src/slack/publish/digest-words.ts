import { assertNever } from '../../lib/assert-never.js';
import { formatDuration } from '../../lib/duration.js';
import type { Run } from '../../roll/run.js';
import { peopleOf } from '../people.js';
import { clusterLeftOf, troubleWords } from '../render/cluster-left-words.js';
import { heldFor } from '../render/hold-parts.js';
import { runMs } from '../render/outcome-parts.js';
import { planTitle } from '../render/plan-parts.js';
import { cut, mention, quoted, sentenceOf } from '../text.js';

/** The one line a run has in the digest channel. `link`: to its message. */
export function digestLine(run: Run, link: string | undefined): string {
  const title = link === undefined ? `*${planTitle(run.plan)}*` : `*<${link}|${planTitle(run.plan)}>*`;
  return `${title}: ${cut(stateWords(run), 600)} · asked by ${mention(run.requestedBy)} · ${quoted(run.id)}`;
}

function stateWords(run: Run): string {
  switch (run.status) {
    case 'awaiting-approval':
      return (
        `:hourglass_flowing_sand: waits for approval (${run.votes.filter(({ planId }) => planId === run.plan.id).length} ` +
        `of ${run.plan.approvals.required})`
      );
    case 'approved':
      return ':white_check_mark: approved, about to start';
    case 'rolling':
      return `:arrows_counterclockwise: rolling${come(run)}`;
    case 'pausing':
      return `:double_vertical_bar: pausing${come(run)}`;
    case 'paused':
      return `:double_vertical_bar: paused${come(run)}: ${sentenceOf(run.why, peopleOf(run))}`;
    case 'held':
      return `:rotating_light: held${come(run)}, needs an answer: ${heldFor(run.hold)}`;
    case 'aborting':
      return `:octagonal_sign: aborting${come(run)}`;
    case 'done':
      return (
        `${trouble(run) === '' ? ':tada:' : ':warning:'} done${come(run)} in ` +
        `${formatDuration(runMs(run))}${trouble(run)}`
      );
    case 'aborted':
      return `:octagonal_sign: aborted${come(run)} after ${formatDuration(runMs(run))}${trouble(run)}`;
    case 'failed':
      return `:x: failed${come(run)}: ${sentenceOf(run.why, peopleOf(run))}`;
    case 'rejected':
      return `:no_entry_sign: rejected by ${mention(run.by)}`;
    case 'expired':
      return ':hourglass: nobody approved it in time';
    default:
      return assertNever(run);
  }
}

/** What is wrong with the cluster at the end. */
function trouble(run: Run): string {
  const words = troubleWords(clusterLeftOf(run));
  return words === '' ? '' : `; ${words}`;
}

function come({ progress }: Extract<Run, { progress: unknown }>): string {
  if (progress.targets.length === 0) return '';
  return ` ${progress.targets.filter(({ state }) => state === 'done').length}/${progress.targets.length}`;
}
