import { createMasker } from '../../lib/mask.js';
import { withoutUnseen } from '../../lib/unseen.js';

/** Markdown for a file that people keep: foreign words stay words, and secrets stay out. */

const masked = createMasker([]);

/** More of one sentence, or of a line of output, nobody reads; and looking for secrets in it takes its time. */
const longest = 2_000;
const mostLines = 200;

const short = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

const oneLine = (text: string): string => withoutUnseen(masked(short(text)).replace(/[\t\n\r\u2028\u2029]+/g, ' '));

/** A foreign sentence: neither markup nor HTML, and people as `@U0ALICE`. What it has between “ and ” is somebody's words. */
export function prose(text: string): string {
  return masked(short(text))
    .split(/(“[^“”]*”)/)
    .map((part, place) => (place % 2 === 1 ? code(part.slice(1, -1)) : escaped(part)))
    .join('');
}

function escaped(text: string): string {
  return oneLine(text)
    .replace(/<@([UW][A-Z0-9]+)>/g, '@$1')
    .replace(/[\\`*_[\]<>|#~]/g, (sign) => `\\${sign}`);
}

/** A word in a code span, which it cannot leave. */
export const code = (text: string): string => `\`${oneLine(text).replace(/`/g, "'") || '–'}\``;

/** A person or a group as the file names them: by the id, as names change. */
export function person(name: string): string {
  const id = /^<?@?([UWS][A-Z0-9]+)>?$/.exec(name)?.[1];
  return id === undefined ? prose(name) : `@${id}`;
}

/** What has to stand in one field of a table. */
const cell = (text: string): string => (text === '' ? ' ' : text.replace(/(?<!\\)\|/g, '\\|'));

export function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [row(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(row)];
}

/** Lines of output in a block that they cannot leave. */
export const block = (lines: readonly string[]): readonly string[] => ['```', ...masked(lines.slice(-mostLines).flatMap((line) => line.split('\n')).slice(-mostLines).map(short).join('\n')).split('\n').map((line) => withoutUnseen(line).replace(/`{3,}/g, "'''")), '```'];
