import { onlyRebalances } from '../../roll/options.js';
import type { Progress } from '../../roll/progress.js';
import type { Run } from '../../roll/run.js';
import { startedAgain, startsNow } from '../../roll/started-again.js';
import { peopleOf } from '../people.js';
import { listing, mention, moment, quoted, sentenceOf } from '../text.js';
import { heldFor } from './hold-parts.js';
import { nowDoing, progressBar } from './live-parts.js';
import type { Part } from './parts.js';
import { planTitle } from './plan-parts.js';
import { inLanguage, statusInWords } from '../language.js';

/** One run in a few lines, for whoever asks what is going on. `where` leads to its message. */
export function statusParts(run: Run, where: string): readonly Part[] {
  return [
    {
      kind: 'section',
      text: [
        inLanguage({ en: `*${planTitle(run.plan)}*: ${state(run)}`, zh: `*${planTitle(run.plan)}：* ${state(run)}` }),
        ...progressLines(run),
        inLanguage({
          en:
            `Run \`${quoted(run.id)}\`, asked for by ${mention(run.requestedBy)}` +
            `, ${moment(run.requestedAt)}. ${where}`,
          zh: `任务 \`${quoted(run.id)}\`，由 ${mention(run.requestedBy)} 发起，${moment(run.requestedAt)}。${where}`,
        }),
      ].join('\n'),
    },
  ];
}

function state(run: Run): string {
  switch (run.status) {
    case 'awaiting-approval':
      return inLanguage({
        en:
          `awaits approval (${run.votes.filter(({ planId }) => planId === run.plan.id).length} of ` +
          `${run.plan.approvals.required}) until ${moment(run.expiresAt)}`,
        zh:
          `等待批准（${run.votes.filter(({ planId }) => planId === run.plan.id).length}/${run.plan.approvals.required}），` +
          `到 ${moment(run.expiresAt)} 为止`,
      });
    case 'paused': {
      const starts =
        startedAgain(run).length === 0 ? '' : `${inLanguage({ en: '. ', zh: '。' })}${sentenceOf(startsNow(run))}`;
      return inLanguage({
        en: `paused since ${moment(run.since)}: ${sentenceOf(run.why, peopleOf(run))}${starts}`,
        zh: `从 ${moment(run.since)} 起暂停：${sentenceOf(run.why, peopleOf(run))}${starts}`,
      });
    }
    case 'held':
      return inLanguage({
        en: `held since ${moment(run.since)}, needs an answer: ${heldFor(run.hold)}`,
        zh: `从 ${moment(run.since)} 起挂起，需要答复：${heldFor(run.hold)}`,
      });
    default:
      return statusInWords(run.status);
  }
}

const progressLines = (run: Run): readonly string[] =>
  'progress' in run
    ? [
        ...(onlyRebalances(run.options) ? [] : [progressBar(run.progress)]),
        `${
          run.status === 'paused' || run.status === 'held'
            ? inLanguage({ en: 'Stopped at', zh: '停在' })
            : inLanguage({ en: 'Now:', zh: '现在：' })
        } ${nowDoing(run.progress)}`,
        ...silentLine(run.progress),
      ]
    : [];

const silentLine = ({ silentMetas = [] }: Progress): readonly string[] =>
  silentMetas.length === 0
    ? []
    : [
        inLanguage({
          en: `:warning: Metas that do not answer: ${listing(
            silentMetas.map(({ meta }) => `\`${quoted(meta)}\``),
            300,
          )}`,
          zh: `:warning: 没有应答的 meta：${listing(
            silentMetas.map(({ meta }) => `\`${quoted(meta)}\``),
            300,
          )}`,
        }),
      ];
