import { isChannelId } from '../lib/channel-id.js';
import { stripInvisible } from '../lib/strip-invisible.js';
import type { Message } from '../roll/message.js';
import { usersOf } from '../roll/users-of.js';
import { inLanguage, inWords } from './language.js';

/**
 * Text that came from a person or a program, made safe to stand in a Slack message: it stays on its line,
 * cannot mention anybody, cannot break out of a code span, and looks like what was typed.
 */
export function quoted(text: string): string {
  return stripInvisible(text.replace(/[\t\n\r\u2028\u2029]+/g, ' '))
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/`/g, "'")
    .replace(/@(here|channel|everyone)/gi, '@\u2060$1');
}

/**
 * What a person wrote (a reason), shown as theirs: in a code span, where Slack makes no bold, emoji, links or mentions
 * of it, so that it cannot look like something that the bot says. Whatever shows people's words shows them by this.
 */
export const inTheirWords = (text: string, limit = Number.POSITIVE_INFINITY): string =>
  `\`${cut(quoted(text), limit) || '–'}\``;

/**
 * A sentence of `src/words`. It may repeat what a cluster printed, so it is quoted like anything
 * foreign; only `people`, the ids of those who had to do with the run, become mentions where it
 * says `<@id>`. Whoever else is named in it, by a table's name or an error, is not called. A moment that
 * it names in UTC is shown in the reader's own time zone. What it has between “ and ” is somebody's words.
 */
export function sentence(text: string, people: readonly string[] = []): string {
  return text
    .split(/(“[^“”]*”)/)
    .map((part, place) => (place % 2 === 1 ? inTheirWords(part.slice(1, -1)) : inOurWords(part, people)))
    .join('');
}

/** What a message of the core says, in the same way. Whom it names itself is mentioned, too. */
export const sentenceOf = (message: Message, people: readonly string[] = []): string =>
  sentence(inWords(message), [...people, ...usersOf(message)]);

function inOurWords(text: string, people: readonly string[]): string {
  return quoted(text)
    .replace(/&lt;@([UW][A-Z0-9]+)&gt;/g, (whole, id: string) => (people.includes(id) ? mention(id) : whole))
    .replace(
      /\b(\d{4}-\d\d-\d\d) (\d\d:\d\d(:\d\d)?) UTC\b/g,
      (whole, day: string, time: string, seconds: string | undefined) => {
        const ms = Date.parse(`${day}T${time}Z`);
        const exactness = seconds === undefined ? 'time' : 'time_secs';
        return Number.isNaN(ms)
          ? whole
          : `<!date^${Math.floor(ms / 1000)}^{date_short_pretty} {${exactness}}|${whole}>`;
      },
    );
}

/**
 * At most `limit` characters; what is cut off is marked. Never cuts through an entity or a mention, and leaves no code
 * span open: what follows would change places with it.
 */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const kept = beginning(text, limit - 1);
  if (!hasOpenCode(kept)) return `${kept}…`;
  const shorter = beginning(text, limit - 2);
  return hasOpenCode(shorter) ? `${shorter}…\`` : `${shorter}…`;
}

const beginning = (text: string, length: number): string =>
  text.slice(0, Math.max(0, length)).replace(/&[a-z]{0,4}$|<[^<>\n]{0,120}$|[\ud800-\udbff]$/, '');
const hasOpenCode = (text: string): boolean => (text.match(/`/g)?.length ?? 0) % 2 === 1;

/**
 * A list that fits: whole items while they fit into `limit` characters, then "and N more".
 * Room for the last sentence is kept.
 */
export function listing(items: readonly string[], limit: number, separator = between()): string {
  const whole = items.join(separator);
  if (whole.length <= limit) return whole;
  const kept: string[] = [];
  let used = 0;
  for (const item of items) {
    if (used + item.length + separator.length > limit - 24) break;
    kept.push(item);
    used += item.length + separator.length;
  }
  if (kept.length === 0) return inLanguage({ en: `${items.length} in all`, zh: `共 ${items.length} 项` });
  const left = items.length - kept.length;
  return `${kept.join(separator)}${separator}${inLanguage({ en: `and ${left} more`, zh: `另有 ${left} 项` })}`;
}

/** What stands between the names of a list. */
export const between = (): string => inLanguage({ en: ', ', zh: '、' });
/** What stands between clauses. */
export const betweenClauses = (): string => inLanguage({ en: '; ', zh: '；' });

/** A moment, shown by each reader's Slack in the reader's own time zone. */
export function moment(ms: number): string {
  return `<!date^${Math.floor(ms / 1000)}^{date_short_pretty} {time_secs}|${utc(ms)}>`;
}

/** A moment for places where Slack shows no dates of its own. */
export function utc(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

export const mention = (user: string): string => (/^[UW][A-Z0-9]+$/.test(user) ? `<@${user}>` : quoted(user));

/**
 * A channel, by its id or by the name that the configuration has for it. Who may not see a channel sees no name,
 * either.
 */
export const channelName = (channel: string): string =>
  isChannelId(channel) ? `<#${channel}>` : `#${quoted(channel.replace(/^#/, ''))}`;

/** An address that can stand in a link of a message, `<address|words>`, and be nothing else. */
export const isLink = (text: string): boolean => /^https?:\/\/[^\s<>|]+$/.test(text);

/** `1 node`, `2 nodes`. */
export const count = (many: number, what: string, plural = `${what}s`): string =>
  `${many} ${many === 1 ? what : plural}`;

/**
 * As it stands at the beginning of a reply. A name there (`cluster-x`, `db1.example:34801`) stays as it is, and so does
 * a Chinese sentence that begins with an English term.
 */
export function capital(text: string): string {
  if (inLanguage({ en: false, zh: true })) return text;
  const first = /^\S*?(?=[,.:;!?]*(?:\s|$))/.exec(text)?.[0] ?? '';
  return /^[\p{L}'’]+$/u.test(first) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
