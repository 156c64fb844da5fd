import { stripInvisible } from '../lib/strip-invisible.js';

/** Where a command writes for people and programs; one call, one line. */
export interface Terminal {
  out(line: string): void;
  err(line: string): void;
}

/**
 * What a cluster, a service or a person says, without what would steer the terminal, or hide or reorder what it shows.
 */
export const plain = (text: string): string =>
  text
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
    .split(/([\t\n])/)
    .map((part) => (part === '\t' || part === '\n' ? part : stripInvisible(part)))
    .join('');

/** Rows with their columns one below the other; numbers go to the right. */
export function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)));
  const numeric = widths.map((_, column) => rows.slice(1).every((row) => /^\d*$/.test(row[column] ?? '')));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        numeric[column] === true ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

/** The same value in JSON, with what a terminal would not show, or show in another order, escaped. */
export const plainJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(/[\p{Cf}\u007f-\u009f\u2028\u2029]/gu, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
