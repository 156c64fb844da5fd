import { formatDuration } from '../../lib/duration.js';
import { moment } from '../text.js';
import type { Gap } from './gaps.js';
import { inLanguage } from '../language.js';

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
  if (!read) return unreadRemark();
  if (to - from < longMs) return undefined;
  return inLanguage({
    en:
      `:ear: I could not hear Slack for ${formatDuration(to - from)}, until ${moment(to)}. The reactions ` +
      'on the message have been read since. Buttons you pressed and what you typed in that time did not ' +
      'reach me: do it again.',
    zh:
      `:ear: 我有 ${formatDuration(to - from)} 收不到 Slack 的消息，到 ${moment(to)} 为止。消息上的表情之后已经读过。` +
      '那段时间里点的按钮和输入的内容没有到我这里：请再做一次。',
  });
}

/** The bot comes back, and cannot see what was put on the message of a run meanwhile. */
export const unreadRemark = (): string =>
  inLanguage({
    en:
      ':ear: I could not hear Slack for a while, and cannot read the reactions on the message now. What ' +
      'you pressed or typed in that time may be lost: if you wanted to pause, abort or answer, do it ' +
      'again.',
    zh:
      ':ear: 我有一段时间收不到 Slack 的消息，现在也读不到消息上的表情。那段时间里点的和输入的可能丢失了：' +
      '如果你想暂停、中止或答复，请再做一次。',
  });
