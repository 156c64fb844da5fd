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

/** One run in a few lines, for whoever asks what is going on. `where` leads to its message. */
export function statusParts(run: Run, where: string): readonly Part[] {
  return [
    {
      kind: 'section',
      text: [
        `*${planTitle(run.plan)}*: ${state(run)}`,
        ...progressLines(run),
        `Run \`${quoted(run.id)}\`, asked for by ${mention(run.requestedBy)}, ${moment(run.requestedAt)}. ${where}`,
      ].join('\n'),
    },
  ];
}

function state(run: Run): string {
  switch (run.status) {
    case 'awaiting-approval':
      return (
        `awaits approval (${run.votes.filter(({ planId }) => planId === run.plan.id).length} of ` +
        `${run.plan.approvals.required}) until ${moment(run.expiresAt)}`
      );
    case 'paused':
      return `paused since ${moment(run.since)}: ${sentenceOf(run.why, peopleOf(run))}${startedAgain(run).length === 0 ? '' : `. ${sentenceOf(startsNow(run))}`}`;
    case 'held':
      return `held since ${moment(run.since)}, needs an answer: ${heldFor(run.hold)}`;
    default:
      return run.status;
  }
}

const progressLines = (run: Run): readonly string[] =>
  'progress' in run
    ? [
        ...(onlyRebalances(run.options) ? [] : [progressBar(run.progress)]),
        `${run.status === 'paused' || run.status === 'held' ? 'Stopped at' : 'Now:'} ${nowDoing(run.progress)}`,
        ...silentLine(run.progress),
      ]
    : [];

const silentLine = ({ silentMetas = [] }: Progress): readonly string[] =>
  silentMetas.length === 0
    ? []
    : [
        `:warning: Metas that do not answer: ${listing(
          silentMetas.map(({ meta }) => `\`${quoted(meta)}\``),
          300,
        )}`,
      ];
