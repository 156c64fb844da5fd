import { createMasker } from '../../lib/mask.js';
import { stripInvisible } from '../../lib/strip-invisible.js';
import type { Message } from '../../roll/message.js';
import { inWords } from '../language.js';
import type { Names } from '../names.js';

/** Markdown for a file that people keep: foreign words stay words, and secrets stay out. */

const masked = createMasker([]);

/** More of one sentence, or of a line of output, nobody reads; and looking for secrets in it takes its time. */
const longest = 2_000;
const mostLines = 200;

const short = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

const oneLine = (text: string): string => stripInvisible(masked(short(text)).replace(/[\t\n\r\u2028\u2029]+/g, ' '));

/** How a report writes people and sentences that may name them. */
export interface Words {
  /** A person or a group of the run. */
  readonly person: (name: string) => string;
  /** A foreign sentence: neither markup nor HTML, people by their names, and between “ and ” somebody's words. */
  readonly prose: (text: string) => string;
  /** A message of the core, as `prose`. */
  readonly told: (message: Message) => string;
}

const isId = (name: string): boolean => /^[UWS][A-Z0-9]+$/.test(name);

/** @param names what people are called; a name that two have, or none, is told with the id, as names can be chosen. */
export function wordsFor(names: Names): Words {
  const shared = new Set([...names.values()].filter((name, place, all) => all.indexOf(name) !== place));
  const called = (id: string): string => {
    const name = names.get(id);
    return name === undefined ? `@${id}` : `@${name}${shared.has(name) ? ` (${id})` : ''}`;
  };
  const escaped = (text: string): string =>
    oneLine(text)
      .split(/(<@[UW][A-Z0-9]+>)/)
      .map((part, place) => unmarked(place % 2 === 1 ? oneLine(called(part.slice(2, -1))) : part))
      .join('');
  const prose = (text: string): string =>
    masked(short(text))
      .split(/(“[^“”]*”)/)
      .map((part, place) => (place % 2 === 1 ? code(part.slice(1, -1)) : escaped(part)))
      .join('');
  return {
    person: (name) => (isId(name) ? unmarked(oneLine(called(name))) : prose(name)),
    prose,
    told: (message) => prose(inWords(message)),
  };
}

const unmarked = (text: string): string => text.replace(/[\\`*_[\]<>|#~]/g, (sign) => `\\${sign}`);

/** A word in a code span, which it cannot leave. */
export const code = (text: string): string => `\`${oneLine(text).replace(/`/g, "'") || '–'}\``;

/** What has to stand in one field of a table. */
const cell = (text: string): string => (text === '' ? ' ' : text.replace(/(?<!\\)\|/g, '\\|'));

export function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [row(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(row)];
}

/** The last lines of output without secrets, which are looked for in all of them together: one may go over several. */
export const maskedLines = (lines: readonly string[]): readonly string[] =>
  lines.length === 0
    ? []
    : masked(
        lines
          .slice(-mostLines)
          .flatMap((line) => line.split('\n'))
          .slice(-mostLines)
          .map(short)
          .join('\n'),
      ).split('\n');

/** Lines of output in a block that they cannot leave. */
export const block = (lines: readonly string[]): readonly string[] => [
  '```',
  ...maskedLines(lines).map((line) => stripInvisible(line).replace(/`{3,}/g, "'''")),
  '```',
];
