import { assertNever } from '../../lib/assert-never.js';
import { formatDuration } from '../../lib/duration.js';
import type { Campaign, RolledCluster } from '../../roll/options.js';
import { hasEnded, type Run } from '../../roll/run.js';
import { validVotes } from '../../roll/votes.js';
import { peopleOf } from '../people.js';
import { count, cut, isLink, mention, quoted, sentenceOf } from '../text.js';
import { clusterLeftOf, troubleWords } from './cluster-left-words.js';
import { heldFor } from './hold-parts.js';
import { doneOf } from './live-parts.js';
import { runMs } from './outcome-parts.js';
import { inLanguage } from '../language.js';

/** A link to the message of a run, by the id of the run; empty where there is none. */
export type LinkTo = (run: string) => string;

/** Links to where the messages of runs stand, as far as Slack has given any. */
export const linkTo =
  (links: ReadonlyMap<string, string>): LinkTo =>
  (run) => {
    const to = links.get(run);
    return to === undefined || !isLink(to)
      ? inLanguage({ en: ` · run \`${quoted(run)}\``, zh: ` · 任务 \`${quoted(run)}\`` })
      : inLanguage({ en: ` · <${to}|its run>`, zh: ` · <${to}|它的任务>` });
  };

/** A line for each cluster of the campaign, in their order. */
export function clusterLines(run: Run, campaign: Campaign, stands: boolean, link: LinkTo): readonly string[] {
  const before = campaign.before ?? [];
  const isOver = stands || (hasEnded(run) && run.status !== 'done');
  return campaign.clusters.map((cluster) => {
    const name = `*${quoted(cluster)}*`;
    if (cluster === run.cluster) return `${ofRun(run, name)}${link(run.id)}`;
    const rolled = before.find((other) => other.cluster === cluster);
    if (rolled !== undefined) return `${ofRolled(rolled, name)}${link(rolled.run)}`;
    const planned = campaign.then.find((other) => other.cluster === cluster);
    if (planned === undefined)
      return inLanguage({ en: `:white_check_mark: ${name}: done`, zh: `:white_check_mark: ${name}：已完成` });
    return isOver
      ? inLanguage({ en: `:heavy_minus_sign: ${name}: not begun`, zh: `:heavy_minus_sign: ${name}：没有开始` })
      : inLanguage({
          en:
            `:white_circle: ${name}: waiting, ${count(planned.servers, 'server')}, about ` +
            formatDuration(planned.totalMs),
          zh: `:white_circle: ${name}：等待中，${planned.servers} 台 server，大约 ${formatDuration(planned.totalMs)}`,
        });
  });
}

const ofRolled = ({ done, of, tookMs }: RolledCluster, name: string): string =>
  inLanguage({
    en: `:white_check_mark: ${name}: done, ${done} of ${count(of, 'server')} in ${formatDuration(tookMs)}`,
    zh: `:white_check_mark: ${name}：已完成 ${done}/${of} 台 server，用时 ${formatDuration(tookMs)}`,
  });

function ofRun(run: Run, name: string): string {
  switch (run.status) {
    case 'awaiting-approval':
      return inLanguage({
        en:
          `:raised_hand: ${name}: waits for approval (${validVotes(run).length} of ${run.plan.approvals.required}), ` +
          `${count(run.plan.targets.length, 'server')}, about ${formatDuration(run.plan.estimate.totalMs)}`,
        zh:
          `:raised_hand: ${name}：等待批准（${validVotes(run).length}/${run.plan.approvals.required}），` +
          `${run.plan.targets.length} 台 server，大约 ${formatDuration(run.plan.estimate.totalMs)}`,
      });
    case 'approved':
      return inLanguage({
        en: `:hourglass_flowing_sand: ${name}: approved, about to start`,
        zh: `:hourglass_flowing_sand: ${name}：已批准，即将开始`,
      });
    case 'rolling':
      return inLanguage({
        en: `:arrows_counterclockwise: ${name}: rolling, ${doneOf(run.progress)} done`,
        zh: `:arrows_counterclockwise: ${name}：执行中，已完成 ${doneOf(run.progress)}`,
      });
    case 'pausing':
      return inLanguage({
        en: `:hourglass_flowing_sand: ${name}: pausing, ${doneOf(run.progress)} done`,
        zh: `:hourglass_flowing_sand: ${name}：正在暂停，已完成 ${doneOf(run.progress)}`,
      });
    case 'paused':
      return inLanguage({
        en: `:double_vertical_bar: ${name}: paused, ${doneOf(run.progress)} done`,
        zh: `:double_vertical_bar: ${name}：已暂停，已完成 ${doneOf(run.progress)}`,
      });
    case 'held':
      return inLanguage({
        en: `:rotating_light: ${name}: *held*, ${doneOf(run.progress)} done: ${heldFor(run.hold)}`,
        zh: `:rotating_light: ${name}：*挂起*，已完成 ${doneOf(run.progress)}：${heldFor(run.hold)}`,
      });
    case 'aborting':
      return inLanguage({
        en: `:octagonal_sign: ${name}: aborting, ${doneOf(run.progress)} done`,
        zh: `:octagonal_sign: ${name}：正在中止，已完成 ${doneOf(run.progress)}`,
      });
    case 'done': {
      const trouble = troubleWords(clusterLeftOf(run));
      const sign = trouble === '' ? ':white_check_mark:' : ':warning:';
      const but = trouble === '' ? '' : `; ${trouble}`;
      return inLanguage({
        en: `${sign} ${name}: done, ${doneOf(run.progress)} in ${formatDuration(runMs(run))}${but}`,
        zh: `${sign} ${name}：已完成 ${doneOf(run.progress)}，用时 ${formatDuration(runMs(run))}${but}`,
      });
    }
    case 'aborted':
      return inLanguage({
        en: `:octagonal_sign: ${name}: aborted by ${sentenceOf(run.by, peopleOf(run))}, ${doneOf(run.progress)} done`,
        zh: `:octagonal_sign: ${name}：由 ${sentenceOf(run.by, peopleOf(run))} 中止，完成了 ${doneOf(run.progress)}`,
      });
    case 'failed':
      return inLanguage({
        en: `:x: ${name}: failed: ${cut(sentenceOf(run.why, peopleOf(run)), 300)}`,
        zh: `:x: ${name}：失败：${cut(sentenceOf(run.why, peopleOf(run)), 300)}`,
      });
    case 'rejected':
      return inLanguage({
        en: `:no_entry_sign: ${name}: rejected by ${mention(run.by)}`,
        zh: `:no_entry_sign: ${name}：由 ${mention(run.by)} 驳回`,
      });
    case 'expired':
      return inLanguage({
        en: `:hourglass: ${name}: nobody approved it in time`,
        zh: `:hourglass: ${name}：没有人及时批准`,
      });
    default:
      return assertNever(run);
  }
}
