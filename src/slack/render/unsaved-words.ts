import type { Unsaved } from '../../engine/run-service.js';
import type { Run } from '../../roll/run.js';
import { cut, moment, quoted } from '../text.js';
import type { Part } from './parts.js';
import { planTitle } from './plan-parts.js';
import { settingsWords } from './words.js';

/** What people see first of a run whose state cannot be saved. */
export const unsavedHeadline = (run: Run): string => `:warning: ${planTitle(run.plan)}: the bot cannot save its state`;

/** Why nothing goes on, and how the cluster is left meanwhile. Needs no save to be said. */
export function unsavedPart(unsaved: Unsaved): Part {
  const text = [
    `*The bot has not been able to save the state of this run since ${moment(unsaved.since)}:* ` +
      `${cut(quoted(unsaved.why), 300)}. Nothing new is begun on the cluster until it can. What stands ` +
      'below is what was saved last.',
    ...settingsLines(unsaved),
    'Make room on the disk of the bot, or put it right; the bot tries again every second.',
  ].join('\n');
  return { kind: 'alert', level: 'error', text };
}

/** For people who may not see the message. */
export function unsavedNews(run: Run, unsaved: Unsaved): string {
  return [
    `pegasus-roll cannot save the state of ${planTitle(run.plan)} (run ${quoted(run.id)}, ${run.status}): ` +
      `${quoted(unsaved.why)}. Nothing new is begun on the cluster until it can.`,
    ...settingsLines(unsaved),
  ].join(' ');
}

export const savedNews = (run: Run): string =>
  `pegasus-roll can save the state of ${planTitle(run.plan)} again (run ${quoted(run.id)}, ` +
  `${run.status}).${run.status === 'held' ? ' It is held and needs an answer.' : ''}`;

function settingsLines({ settings }: Unsaved): readonly string[] {
  if (settings === undefined) return [];
  const zero =
    settings.addSecondaryMax === 0
      ? ' At 0 the meta gives no replica back: if a server fails now, set it back by hand (“Stopping ' +
        'everything by hand” in the runbook).'
      : '';
  return [`Settings of the cluster, as read last: level ${settings.level}, ${settingsWords(settings)}.${zero}`];
}
