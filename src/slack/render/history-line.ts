import type { RunSummary } from '../../engine/run-service.js';
import { formatDuration } from '../../lib/duration.js';
import { inTheirWords, listing, mention, moment, quoted } from '../text.js';
import { type InEach, inLanguage } from '../language.js';

const outcomes: InEach<Readonly<Record<RunSummary['status'], string>>> = {
  en: {
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
  },
  zh: {
    'awaiting-approval': ':hourglass_flowing_sand: 等待批准',
    approved: ':arrows_counterclockwise: 已批准',
    rolling: ':arrows_counterclockwise: 执行中',
    pausing: ':arrows_counterclockwise: 正在暂停',
    paused: ':double_vertical_bar: 已暂停',
    held: ':rotating_light: 挂起，需要答复',
    aborting: ':arrows_counterclockwise: 正在中止',
    done: ':white_check_mark: 已完成',
    aborted: ':octagonal_sign: 已中止',
    failed: ':x: 失败',
    rejected: ':no_entry_sign: 已驳回',
    expired: ':hourglass: 已过期',
  },
};

/** One run that was: what, how it ended, who, when, how long. `link` leads to its message, where there is one. */
export function historyLine(run: RunSummary, link: string | undefined): string {
  const what = whatItWas(run);
  const rolled =
    run.rolled === undefined || run.rebalance === true
      ? ''
      : inLanguage({
          en: `, ${run.rolled.done} of ${run.rolled.of} servers`,
          zh: `，${run.rolled.done}/${run.rolled.of} 台 server`,
        });
  const approved =
    run.approvedBy === undefined
      ? ''
      : inLanguage({
          en: `, approved by ${listing(run.approvedBy.map(mention), 300)}`,
          zh: `，由 ${listing(run.approvedBy.map(mention), 300)} 批准`,
        });
  const reason = run.reason === undefined ? '' : `\n${inTheirWords(run.reason, 200)}`;
  const message = link === undefined ? '' : inLanguage({ en: ` · <${link}|message>`, zh: ` · <${link}|消息>` });
  const asked = `${mention(run.requestedBy)}${approved} · ${moment(run.requestedAt)}`;
  return [
    `${inLanguage(outcomes)[run.status]}${inLanguage({ en: ': ', zh: '：' })}*${what}*${rolled}${took(run)}`,
    `${asked} · \`${quoted(run.id)}\`${message}${reason}`,
  ].join('\n');
}

function took({ startedAt, endedAt }: RunSummary): string {
  return startedAt === undefined || endedAt === undefined
    ? ''
    : inLanguage({
        en: ` in ${formatDuration(endedAt - startedAt)}`,
        zh: `，用时 ${formatDuration(endedAt - startedAt)}`,
      });
}

/** `name`: how names are written where this stands. */
export function whatItWas(
  { cluster, version, rebalance, rollsBack, downgrade }: RunSummary,
  name: (text: string) => string = quoted,
): string {
  if (rebalance === true)
    return inLanguage({ en: `Rebalance ${name(cluster)}`, zh: `重新分布 ${name(cluster)} 的 primary` });
  if (version === undefined) return inLanguage({ en: `Restart ${name(cluster)}`, zh: `重启 ${name(cluster)}` });
  const kind = rollsBack !== undefined ? 'Roll back' : downgrade === true ? 'Downgrade' : 'Upgrade';
  return inLanguage({
    en: `${kind} ${name(cluster)} to ${name(version)}`,
    zh: `${{ 'Roll back': '回滚', Downgrade: '降级', Upgrade: '升级' }[kind]} ${name(cluster)} 到 ${name(version)}`,
  });
}
