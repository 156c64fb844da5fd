/**
 * The tables that query commands print (docs/pegasus.md, "Tables and JSON"), as text and as JSON with strings for
 * values.
 */

export interface FactTable {
  readonly kind: 'facts';
  readonly name: string;
  readonly rows: readonly (readonly [key: string, value: string])[];
}

export interface Column {
  readonly name: string;
  readonly align: 'left' | 'right';
}

export interface GridTable {
  readonly kind: 'grid';
  readonly name: string;
  readonly columns: readonly Column[];
  /** One cell a column; the first cell is the row's key in JSON. */
  readonly rows: readonly (readonly string[])[];
}

export type Table = FactTable | GridTable;

export const left = (name: string): Column => ({ name, align: 'left' });
export const right = (name: string): Column => ({ name, align: 'right' });

/** One table, without the blank line that follows it among several. */
export function tableText(table: Table): string {
  const lines = table.kind === 'facts' ? factLines(table) : gridLines(table);
  return [`[${table.name}]`, ...lines, ''].join('\n');
}

/** Several tables: each is followed by a blank line. */
export function tablesText(tables: readonly Table[]): string {
  return tables.map((table) => `${tableText(table)}\n`).join('');
}

/** One JSON object with a member for each table, 4 blanks a level. */
export function tablesJson(tables: readonly Table[]): string {
  return `${jsonObject(
    tables.map((table) => [table.name, table.kind === 'facts' ? factsJson(table.rows, 1) : gridJson(table)]),
    0,
  )}\n`;
}

function factLines(table: FactTable): string[] {
  const keyWidth = longest(table.rows.map(([key]) => key));
  const valueWidth = longest(table.rows.map(([, value]) => value));
  return table.rows.map(([key, value]) => `${key.padEnd(keyWidth + 2)}: ${value.padEnd(valueWidth)}`);
}

function gridLines(table: GridTable): string[] {
  const widths = table.columns.map(
    (column, index) => longest([column.name, ...table.rows.map((row) => row[index] ?? '')]) + 2,
  );
  const line = (cells: readonly string[]): string =>
    table.columns
      .map((column, index) => {
        const cell = cells[index] ?? '';
        const width = widths[index] ?? 0;
        return column.align === 'left' ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('');
  return [line(table.columns.map((column) => column.name)), ...table.rows.map(line)];
}

function gridJson(table: GridTable): string {
  return jsonObject(
    table.rows.map((row) => [
      row[0] ?? '',
      factsJson(
        table.columns.map((column, index) => [column.name, row[index] ?? '']),
        2,
      ),
    ]),
    1,
  );
}

const factsJson = (rows: readonly (readonly [string, string])[], level: number): string =>
  jsonObject(
    rows.map(([key, value]) => [key, JSON.stringify(value)]),
    level,
  );

/** Members stay in their order, which `JSON.stringify` does not keep for keys like `1`. */
function jsonObject(members: readonly (readonly [key: string, json: string])[], level: number): string {
  if (members.length === 0) return '{}';
  const indent = '    '.repeat(level + 1);
  return `{\n${members.map(([key, json]) => `${indent}${JSON.stringify(key)}: ${json}`).join(',\n')}\n${'    '.repeat(level)}}`;
}

const longest = (texts: readonly string[]): number => texts.reduce((most, text) => Math.max(most, text.length), 0);
