import { formatDuration } from '../../lib/duration.js';
import { moment } from '../text.js';
import type { Gap } from './gaps.js';

/** A click or a command that nobody takes within 3 s is gone, and its person sees that; an emoji that got lost is answered by name. */
const longMs = 10_000;

/** What people have to be told of a gap; undefined: it was too short to have swallowed anything unseen. */
export function gapRemark({ from, to }: Gap): string | undefined {
  if (to - from < longMs) return undefined;
  return `:ear: I could not hear Slack for ${formatDuration(to - from)}, until ${moment(to)}. Reactions that approve or reject have been read now. What else you pressed or typed in that time did not reach me: if you wanted to pause, abort or answer, do it again.`;
}
