import { formatDuration } from '../../lib/duration.js';
import { moment } from '../text.js';
import type { Gap } from './gaps.js';

/**
 * A click or a command that nobody takes within 3 s is gone, and its person sees that; an emoji that got lost is
 * answered by name.
 */
const longMs = 10_000;

/**
 * What people have to be told of a gap; undefined: it was too short to have swallowed anything unseen.
 * @param read whether the reactions on the message could be read after it
 */
export function gapRemark({ from, to }: Gap, read: boolean): string | undefined {
  if (!read) return unreadRemark;
  if (to - from < longMs) return undefined;
  return (
    `:ear: I could not hear Slack for ${formatDuration(to - from)}, until ${moment(to)}. The reactions ` +
    'on the message have been read since. Buttons you pressed and what you typed in that time did not ' +
    'reach me: do it again.'
  );
}

/** The bot comes back, and cannot see what was put on the message of a run meanwhile. */
export const unreadRemark =
  ':ear: I could not hear Slack for a while, and cannot read the reactions on the message now. What ' +
  'you pressed or typed in that time may be lost: if you wanted to pause, abort or answer, do it ' +
  'again.';
