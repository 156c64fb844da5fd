/** Code spans and bold text, as mrkdwn marks them. */
const marked = /`[^`\n]+`|\*[^*\n]+\*/g;
/** Letters and punctuation beside which Slack takes no mark for one. */
const chinese = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u;
/** Parts words, and is not seen. */
const zeroWidthSpace = '\u200b';

/**
 * Marks that Slack sees: it takes `*` and a backtick for marks only where a space or punctuation of ASCII is beside
 * them, and in Chinese there is neither.
 */
export function apart(mrkdwn: string): string {
  const beside = (character: string): string => (chinese.test(character) ? zeroWidthSpace : '');
  return mrkdwn.replace(
    marked,
    (mark: string, at: number) => `${beside(mrkdwn.charAt(at - 1))}${mark}${beside(mrkdwn.charAt(at + mark.length))}`,
  );
}
