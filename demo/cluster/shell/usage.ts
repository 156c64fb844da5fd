import type { Generation } from '../servers.js';
import type { UsageTable } from './usage-table.js';
import { usage25 } from './usage-2.5.js';
import { usageNewer } from './usage-newer.js';

const tables: Readonly<Record<Generation, UsageTable>> = { '2.5': usage25, newer: usageNewer };

/** The whole help. */
export function helpText(dialect: Generation): string {
  const table = tables[dialect];
  return `Usage:\n${table.commands.map(([name, options]) => `\t${entry(table.width, name, options)}`).join('')}`;
}

/** What a known command prints after options it does not take; undefined for an unknown command. */
export function usageText(dialect: Generation, command: string): string | undefined {
  const table = tables[dialect];
  const found = table.commands.find(([name]) => name === command);
  return found === undefined ? undefined : `USAGE: \t${entry(table.width, ...found)}`;
}

function entry(width: number, name: string, options: readonly string[]): string {
  const [first = '', ...more] = options;
  return [`${name.padEnd(width)}${first}`, ...more.map((line) => `\t${' '.repeat(width)}${line}`), ''].join('\n');
}
