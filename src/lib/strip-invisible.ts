/** Controls, format characters and lone halves of characters: nothing of it is seen, and all of it can deceive. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}]/gu;

/** Emoji of several that are one (`👩‍💻`), and flags of regions (`🏴󠁧󠁢󠁳󠁣󠁴󠁿`): what joins them is part of the picture. */
const picture = String.raw`\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]*`;
const flag = String.raw`\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{2,6}\u{e007f}`;
const joined = new RegExp(String.raw`${picture}(?:\u200d${picture})+|${flag}`, 'gu');

/**
 * Between letters of these scripts a joiner, or a non-joiner, is how a word is written (Persian, Hindi and their
 * neighbours).
 */
const script = [
  ...['Arabic', 'Syriac', 'Mongolian', 'Devanagari', 'Bengali', 'Gujarati', 'Gurmukhi'],
  ...['Kannada', 'Malayalam', 'Oriya', 'Sinhala', 'Tamil', 'Telugu'],
]
  .map((name) => String.raw`\p{Script=${name}}`)
  .join('');
const written = new RegExp(String.raw`(?<=[${script}]\p{M}*)[\u200c\u200d](?=[${script}])`, 'gu');

/** Marks of direction that keyboards for Hebrew and Arabic insert; they steer only what stands right beside them. */
const marks = /^[\u200e\u200f\u061c]$/u;

/**
 * Foreign text with a sign for whatever in it cannot be seen and could hide or reorder what stands around it. Emoji,
 * flags and the writing of people stay as they are.
 */
export function stripInvisible(text: string): string {
  const kept = new Set<number>();
  for (const found of text.matchAll(joined))
    for (let at = found.index; at < found.index + found[0].length; at += 1) kept.add(at);
  for (const found of text.matchAll(written)) kept.add(found.index);
  return text.replace(unseen, (character, at: number) =>
    kept.has(at) ? character : marks.test(character) ? '' : '\ufffd',
  );
}
