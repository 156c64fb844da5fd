import { assertNever } from '../../lib/assert-never.js';
import { formatDuration } from '../../lib/duration.js';
import type { Run } from '../../roll/run.js';
import { peopleOf } from '../people.js';
import { clusterLeftOf, troubleWords } from '../render/cluster-left-words.js';
import { heldFor } from '../render/hold-parts.js';
import { runMs } from '../render/outcome-parts.js';
import { planTitle } from '../render/plan-parts.js';
import { betweenClauses, cut, mention, quoted, sentenceOf } from '../text.js';
import { inLanguage } from '../language.js';

/** The one line a run has in the digest channel. `link`: to its message. */
export function digestLine(run: Run, link: string | undefined): string {
  const title = link === undefined ? `*${planTitle(run.plan)}*` : `*<${link}|${planTitle(run.plan)}>*`;
  return inLanguage({
    en: `${title}: ${cut(stateWords(run), 600)} · asked by ${mention(run.requestedBy)} · ${quoted(run.id)}`,
    zh: `${title}：${cut(stateWords(run), 600)} · 由 ${mention(run.requestedBy)} 发起 · ${quoted(run.id)}`,
  });
}

function stateWords(run: Run): string {
  switch (run.status) {
    case 'awaiting-approval':
      return inLanguage({
        en:
          ':hourglass_flowing_sand: waits for approval ' +
          `(${run.votes.filter(({ planId }) => planId === run.plan.id).length} of ${run.plan.approvals.required})`,
        zh:
          `:hourglass_flowing_sand: 等待批准（${run.votes.filter(({ planId }) => planId === run.plan.id).length}` +
          `/${run.plan.approvals.required}）`,
      });
    case 'approved':
      return inLanguage({
        en: ':white_check_mark: approved, about to start',
        zh: ':white_check_mark: 已批准，即将开始',
      });
    case 'rolling':
      return inLanguage({
        en: `:arrows_counterclockwise: rolling${come(run)}`,
        zh: `:arrows_counterclockwise: 执行中${come(run)}`,
      });
    case 'pausing':
      return inLanguage({
        en: `:double_vertical_bar: pausing${come(run)}`,
        zh: `:double_vertical_bar: 正在暂停${come(run)}`,
      });
    case 'paused':
      return inLanguage({
        en: `:double_vertical_bar: paused${come(run)}: ${sentenceOf(run.why, peopleOf(run))}`,
        zh: `:double_vertical_bar: 已暂停${come(run)}：${sentenceOf(run.why, peopleOf(run))}`,
      });
    case 'held':
      return inLanguage({
        en: `:rotating_light: held${come(run)}, needs an answer: ${heldFor(run.hold)}`,
        zh: `:rotating_light: 挂起${come(run)}，需要答复：${heldFor(run.hold)}`,
      });
    case 'aborting':
      return inLanguage({ en: `:octagonal_sign: aborting${come(run)}`, zh: `:octagonal_sign: 正在中止${come(run)}` });
    case 'done':
      return inLanguage({
        en:
          `${trouble(run) === '' ? ':tada:' : ':warning:'} done${come(run)} in ` +
          `${formatDuration(runMs(run))}${trouble(run)}`,
        zh:
          `${trouble(run) === '' ? ':tada:' : ':warning:'} 已完成${come(run)}，` +
          `用时 ${formatDuration(runMs(run))}${trouble(run)}`,
      });
    case 'aborted':
      return inLanguage({
        en: `:octagonal_sign: aborted${come(run)} after ${formatDuration(runMs(run))}${trouble(run)}`,
        zh: `:octagonal_sign: 已中止${come(run)}，用时 ${formatDuration(runMs(run))}${trouble(run)}`,
      });
    case 'failed':
      return inLanguage({
        en: `:x: failed${come(run)}: ${sentenceOf(run.why, peopleOf(run))}`,
        zh: `:x: 失败${come(run)}：${sentenceOf(run.why, peopleOf(run))}`,
      });
    case 'rejected':
      return inLanguage({
        en: `:no_entry_sign: rejected by ${mention(run.by)}`,
        zh: `:no_entry_sign: 由 ${mention(run.by)} 驳回`,
      });
    case 'expired':
      return inLanguage({ en: ':hourglass: nobody approved it in time', zh: ':hourglass: 没有人及时批准' });
    default:
      return assertNever(run);
  }
}

/** What is wrong with the cluster at the end. */
function trouble(run: Run): string {
  const words = troubleWords(clusterLeftOf(run));
  return words === '' ? '' : `${betweenClauses()}${words}`;
}

function come({ progress }: Extract<Run, { progress: unknown }>): string {
  if (progress.targets.length === 0) return '';
  return ` ${progress.targets.filter(({ state }) => state === 'done').length}/${progress.targets.length}`;
}
