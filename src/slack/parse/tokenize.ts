import { fail, ok, type Result } from '../../lib/result.js';
import { inLanguage } from '../language.js';

/** Longest command text that is looked at. */
const longest = 4000;

const doubleQuotes = '"“”„‟';
const singleQuotes = "'‘’‚‛";
/**
 * What phones make of one or two hyphens typed before a word: at least one longer dash, maybe with hyphens around it.
 */
const leadingDash = /^(?=[‐‑-]*[‒–—―−])[‐‑‒–—―−-]+(?=[A-Za-z])/u;

/**
 * The words of a slash command as the person meant them: Slack's escapes undone (`&amp;`, `<@U1|bob>`,
 * `<http://a:1|a:1>`), quotes of any kind closed by any of their kind, and the dashes phones insert
 * before an option turned back into `--`.
 *
 * @returns the words, or a sentence that says what is wrong.
 */
export function tokenize(text: string): Result<readonly string[], string> {
  if (text.length > longest)
    return fail(
      inLanguage({
        en: `That is ${text.length} characters long; a command may have ${longest}.`,
        zh: `这有 ${text.length} 个字符；一条命令最多 ${longest} 个。`,
      }),
    );
  const words = split(plainSpaces(unescapeSlack(text)));
  const unreadable = words.ok ? words.value.map(whyUnreadable).find((why) => why !== undefined) : undefined;
  return unreadable === undefined ? words : fail(unreadable);
}

/** The text with plain spaces for spaces and line ends of any kind. */
export const plainSpaces = (text: string): string =>
  text.replace(/[\t\n\v\f\r\u0085\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/g, ' ');

/**
 * A sentence about a character that cannot be seen in a word that is a name, an address or an option: it came there by
 * accident, and the word is not what it looks like. In what people write in sentences, or in another script, such
 * characters have their place (emoji, Persian); they are made harmless where they are shown.
 */
export function whyUnreadable(word: string): string | undefined {
  const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/u.exec(word);
  if (invisible === null || !/^[!-~]*$/.test(word.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, ''))) return undefined;
  const code = (invisible[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const shown = word.slice(0, 60).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, '\ufffd');
  return inLanguage({
    en: `There is an invisible character (U+${code}) in “${shown}”. Please type it again by hand.`,
    zh: `“${shown}” 里有一个看不见的字符（U+${code}）。请手工重新输入。`,
  });
}

function split(text: string): Result<readonly string[], string> {
  const words: string[] = [];
  let word: string | undefined;
  // What stands in quotes from its start keeps the dash it begins with: it was meant so.
  let quoted = false;
  const take = (): void => {
    if (word !== undefined) words.push(quoted ? word : word.replace(leadingDash, '--'));
    word = undefined;
    quoted = false;
  };
  let closing: string | undefined;
  for (const character of text) {
    if (closing !== undefined) {
      if (closing.includes(character)) closing = undefined;
      else word = (word ?? '') + character;
    } else if (character === ' ') {
      take();
    } else if (doubleQuotes.includes(character)) {
      closing = doubleQuotes;
      quoted ||= word === undefined;
      word ??= '';
    } else if (singleQuotes.includes(character) && (word === undefined || word.endsWith('='))) {
      // Inside a word it is an apostrophe: don't.
      closing = singleQuotes;
      quoted ||= word === undefined;
      word ??= '';
    } else {
      word = (word ?? '') + character;
    }
  }
  if (closing !== undefined)
    return fail(
      inLanguage({
        en: `A quote is opened and never closed: ${closing === doubleQuotes ? '"' : "'"}${(word ?? '').slice(0, 40)}`,
        zh: `有引号没有闭合：${closing === doubleQuotes ? '"' : "'"}${(word ?? '').slice(0, 40)}`,
      }),
    );
  take();
  return ok(words);
}

/** Slack's formatting of what was typed, back to what was typed. */
function unescapeSlack(text: string): string {
  return text
    .replace(
      /<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>/g,
      (_whole, sigil: string, target: string, label: string | undefined) => linkText(sigil, target, label),
    )
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

function linkText(sigil: string, target: string, label: string | undefined): string {
  const shown = label === undefined || label === '' ? undefined : label;
  switch (sigil) {
    case '@':
    case '#':
      return `${sigil}${shown ?? target}`;
    case '!':
      return shown ?? `@${target.replace(/\^.*$/, '')}`;
    default:
      return shown ?? target.replace(/^mailto:/, '');
  }
}
