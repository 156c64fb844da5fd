import type { ShellContext } from './context.js';
import { tablesJson, tablesText, type Table } from './table.js';

/** How the output of a query command is wanted. */
export interface OutputOptions {
  readonly json: boolean;
  readonly file: string | undefined;
}

/** Prints tables to stdout, or to the file of `-o` and nothing to stdout. */
export function printTables(
  context: ShellContext,
  tables: readonly Table[],
  options: OutputOptions,
  text: (tables: readonly Table[]) => string = tablesText,
): void {
  const output = options.json ? tablesJson(tables) : text(tables);
  if (options.file === undefined) context.out(output);
  else context.writeFile(options.file, output);
}
