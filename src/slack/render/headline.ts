import { assertNever } from '../../lib/assert-never.js';
import { formatDuration } from '../../lib/duration.js';
import { onlyRebalances } from '../../roll/options.js';
import type { Progress } from '../../roll/progress.js';
import type { Run } from '../../roll/run.js';
import { validVotes } from '../../roll/votes.js';
import { betweenClauses } from '../text.js';
import { clusterLeftOf, troubleWords } from './cluster-left-words.js';
import { heldFor } from './hold-parts.js';
import { doneOf } from './live-parts.js';
import { runMs } from './outcome-parts.js';
import { planTitle } from './plan-parts.js';
import { inLanguage } from '../language.js';

/** The first line, and all that a phone shows of a notification: which cluster, what, and how it stands. */
export function headline(run: Run): string {
  const title = planTitle(run.plan);
  if (onlyRebalances(run.options) && 'progress' in run) return rebalanceHeadline(run);
  const found = troubleWords(clusterLeftOf(run));
  const trouble = found === '' ? '' : `${betweenClauses()}${found}`;
  switch (run.status) {
    case 'awaiting-approval': {
      const missing = run.plan.approvals.required - validVotes(run).length;
      const more = validVotes(run).length === 0 ? '' : 'more ';
      return inLanguage({
        en: `:raised_hand: ${title}? Needs ${missing} ${more}${missing === 1 ? 'approval' : 'approvals'}`,
        zh: `:raised_hand: ${title}？${validVotes(run).length === 0 ? '' : '还'}需要 ${missing} 个批准`,
      });
    }
    case 'approved':
      return inLanguage({
        en: `:white_check_mark: ${title}: approved, about to start`,
        zh: `:white_check_mark: ${title}：已批准，即将开始`,
      });
    case 'rolling':
      return inLanguage({
        en: `:arrows_counterclockwise: ${title}: ${doneOf(run.progress)} done`,
        zh: `:arrows_counterclockwise: ${title}：已完成 ${doneOf(run.progress)}`,
      });
    case 'pausing':
      return inLanguage({
        en: `:hourglass_flowing_sand: ${title}: pausing, ${doneOf(run.progress)} done`,
        zh: `:hourglass_flowing_sand: ${title}：正在暂停，已完成 ${doneOf(run.progress)}`,
      });
    case 'paused':
      return inLanguage({
        en: `:double_vertical_bar: ${title}: paused, ${doneOf(run.progress)} done`,
        zh: `:double_vertical_bar: ${title}：已暂停，已完成 ${doneOf(run.progress)}`,
      });
    case 'held':
      return inLanguage({
        en: `:rotating_light: ${title} is held: ${heldFor(run.hold, ', and it needs an answer')}`,
        zh: `:rotating_light: ${title}：挂起，${heldFor(run.hold, '，需要答复')}`,
      });
    case 'aborting':
      return inLanguage({
        en: `:octagonal_sign: ${title}: aborting, ${doneOf(run.progress)} done`,
        zh: `:octagonal_sign: ${title}：正在中止，已完成 ${doneOf(run.progress)}`,
      });
    case 'done':
      return inLanguage({
        en:
          `${trouble === '' ? ':white_check_mark:' : ':warning:'} ${title} is done: ${doneOf(run.progress)} ` +
          `in ${formatDuration(runMs(run))}${trouble}`,
        zh:
          `${trouble === '' ? ':white_check_mark:' : ':warning:'} ${title}：已完成 ${doneOf(run.progress)}，` +
          `用时 ${formatDuration(runMs(run))}${trouble}`,
      });
    case 'aborted':
      return inLanguage({
        en: `:octagonal_sign: ${title} is aborted: ${doneOf(run.progress)} done${trouble}`,
        zh: `:octagonal_sign: ${title}：已中止，完成了 ${doneOf(run.progress)}${trouble}`,
      });
    case 'failed':
      return inLanguage({
        en: `:x: ${title} failed: ${doneOf(run.progress)} done${trouble}`,
        zh: `:x: ${title}：失败，完成了 ${doneOf(run.progress)}${trouble}`,
      });
    case 'rejected':
      return inLanguage({ en: `:no_entry_sign: ${title}: rejected`, zh: `:no_entry_sign: ${title}：已驳回` });
    case 'expired':
      return inLanguage({
        en: `:hourglass: ${title}: expired, not approved in time`,
        zh: `:hourglass: ${title}：已过期，没有及时得到批准`,
      });
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
      return inLanguage({
        en: `:white_check_mark: ${title}: approved, about to start`,
        zh: `:white_check_mark: ${title}：已批准，即将开始`,
      });
    case 'rolling':
      return inLanguage({
        en: `:arrows_counterclockwise: ${title}: under way`,
        zh: `:arrows_counterclockwise: ${title}：执行中`,
      });
    case 'pausing':
      return inLanguage({
        en: `:hourglass_flowing_sand: ${title}: pausing`,
        zh: `:hourglass_flowing_sand: ${title}：正在暂停`,
      });
    case 'paused':
      return inLanguage({ en: `:double_vertical_bar: ${title}: paused`, zh: `:double_vertical_bar: ${title}：已暂停` });
    case 'held':
      return inLanguage({
        en: `:rotating_light: ${title} is held: ${heldFor(run.hold, ', and it needs an answer')}`,
        zh: `:rotating_light: ${title}：挂起，${heldFor(run.hold, '，需要答复')}`,
      });
    case 'aborting':
      return inLanguage({ en: `:octagonal_sign: ${title}: aborting`, zh: `:octagonal_sign: ${title}：正在中止` });
    case 'done':
      return inLanguage({
        en:
          `${found === '' ? ':white_check_mark:' : ':warning:'} ${title} is done in ` +
          `${formatDuration(runMs(run))}${found === '' ? '' : `; ${found}`}`,
        zh:
          `${found === '' ? ':white_check_mark:' : ':warning:'} ${title}：已完成，` +
          `用时 ${formatDuration(runMs(run))}${found === '' ? '' : `；${found}`}`,
      });
    case 'aborted':
      return inLanguage({
        en: `:octagonal_sign: ${title} is aborted${found === '' ? '' : `; ${found}`}`,
        zh: `:octagonal_sign: ${title}：已中止${found === '' ? '' : `；${found}`}`,
      });
    case 'failed':
      return inLanguage({ en: `:x: ${title} failed`, zh: `:x: ${title}：失败` });
    default:
      return assertNever(run);
  }
}
