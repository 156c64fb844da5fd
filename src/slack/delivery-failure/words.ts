import type { Run } from '../../roll/run.js';
import { heldFor } from '../render/hold-parts.js';
import { planTitle } from '../render/plan-parts.js';
import { full } from '../render/words.js';
import { quoted, sentenceOf } from '../text.js';

/** What happens to a run that people cannot see. */
export type OnLost = 'continue' | 'pause';

/** Why a channel takes nothing, and what to do about it. */
const remedies: Readonly<Record<string, string>> = {
  not_in_channel: 'the bot is not in that channel any more: invite it again',
  channel_not_found: 'the bot cannot see that channel any more: invite it again',
  is_archived: 'that channel is archived: unarchive it',
  is_inactive: 'that channel is archived: unarchive it',
  restricted_action: 'the bot may not post in that channel',
};

export function runLost(run: Run, error: string, onLost: OnLost): string {
  const remedy = remedies[error] ?? `Slack answers ${quoted(error)}`;
  return `I can’t show ${title(run)} in <#${quoted(run.channel)}>: ${remedy}.${happens(run, onLost, true)}`;
}

export function tokenLost(runs: readonly Run[], error: string, onLost: (run: Run) => OnLost): string {
  return (
    `pegasus-roll is shut out of Slack (${quoted(error)}): it shows nothing there and hears nobody. ` +
    `Give it a new token and start it again. ${underWay(runs, onLost)}`
  );
}

export function unheard(runs: readonly Run[], error: string, onLost: (run: Run) => OnLost): string {
  return (
    `pegasus-roll hears nobody: Slack does not accept its app token (${quoted(error)}). What it does ` +
    'still shows in its channels, but commands, buttons and reactions do not reach it. Give it a new ' +
    `app token and start it again. ${underWay(runs, onLost)}`
  );
}

/** What people have to know of a run that they cannot see; undefined: it can wait. */
export function unseenNews(run: Run): string | undefined {
  switch (run.status) {
    case 'held':
      return (
        `${title(run)} is held and needs an answer: ${heldFor(run.hold)}. ` +
        `${full(sentenceOf(run.hold.what))}${run.hold.now === undefined ? '' : ` Now: ${full(sentenceOf(run.hold.now))}`} ` +
        'It can’t be shown in its channel.'
      );
    case 'paused':
      return `${title(run)} is paused. It can’t be shown in its channel.`;
    case 'done':
    case 'aborted':
    case 'failed':
      return `${title(run)} has ended: ${run.status}. It can’t be shown in its channel.`;
    case 'awaiting-approval':
    case 'approved':
    case 'rolling':
    case 'pausing':
    case 'aborting':
    case 'rejected':
    case 'expired':
      return undefined;
  }
}

/** Those that nobody can steer, either. */
const underWay = (runs: readonly Run[], onLost: (run: Run) => OnLost): string =>
  runs.length === 0
    ? 'Nothing was running.'
    : `Under way: ${runs.map((run) => `${title(run)}, ${run.status}.${happens(run, onLost(run), false)}`).join(' ')}`;
const title = (run: Run): string => `${planTitle(run.plan)} (run ${quoted(run.id)})`;

/**
 * A sentence with a space before it, or nothing where the news say it. `heard`: whether commands still reach the bot.
 */
function happens(run: Run, onLost: OnLost, heard: boolean): string {
  const pauses = onLost === 'pause';
  const toStop = heard ? 'pausing and aborting by command still work where Slack hears me' : 'to stop it, stop the bot';
  switch (run.status) {
    case 'awaiting-approval':
      if (pauses) return ' It waits for approval; once approved, it is paused before it touches anything.';
      return ` It waits for approval; once approved, it begins all the same.${heard ? ' Commands still work where Slack hears me.' : ''}`;
    case 'approved':
      return pauses ? ' It is paused before it touches anything.' : ` It begins all the same; ${toStop}.`;
    case 'rolling':
      return pauses ? ' It is paused at the next safe point.' : ` It goes on meanwhile; ${toStop}.`;
    case 'pausing':
    case 'paused':
    case 'held': {
      const waits = run.status === 'pausing' ? 'It stops at the next safe point and stands there' : 'It stands still';
      const again = pauses ? '; if it is told to go on before it can be shown, it is paused again' : '';
      return heard ? ` ${waits} until somebody answers by command${again}.` : ` ${waits}, until it can hear an answer.`;
    }
    case 'aborting':
      return ' It puts the settings back and ends.';
    case 'done':
    case 'aborted':
    case 'failed':
    case 'rejected':
    case 'expired':
      return '';
  }
}
