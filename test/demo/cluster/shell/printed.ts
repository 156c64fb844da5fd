/**
 * Reads the tables that a shell printed, as text or as JSON: `{ table: [{ column: cell }] }`, one row for a table of
 * facts.
 */
export type PrintedTables = ReadonlyMap<string, readonly Readonly<Record<string, string>>[]>;

export function readTables(stdout: string): PrintedTables {
  const json = /^\{\n {4}[\s\S]*?^\}$/m.exec(stdout);
  return json === null ? readText(stdout) : readJson(json[0]);
}

function readJson(text: string): PrintedTables {
  const tables = new Map<string, Record<string, string>[]>();
  for (const [name, table] of Object.entries(
    JSON.parse(text) as Record<string, Record<string, string | Record<string, string>>>,
  )) {
    const facts: Record<string, string> = {};
    const rows: Record<string, string>[] = [];
    for (const [key, value] of Object.entries(table)) {
      if (typeof value === 'string') facts[key] = value;
      else rows.push(value);
    }
    tables.set(name, rows.length > 0 ? rows : [facts]);
  }
  return tables;
}

function readText(stdout: string): PrintedTables {
  const tables = new Map<string, Record<string, string>[]>();
  for (const block of stdout.split(/^(?=\[[a-z_]+\]$)/m).slice(1)) {
    const [title = '', ...lines] = block.split('\n');
    const body = lines.slice(
      0,
      lines.findIndex((line) => line === '' || line.startsWith('dsn exit')),
    );
    tables.set(title.slice(1, -1), / : |\s: /.test(body[0] ?? '') ? [readFacts(body)] : readGrid(body));
  }
  return tables;
}

/** A value may go over several lines: those that have no key. */
function readFacts(lines: readonly string[]): Record<string, string> {
  const facts: Record<string, string> = {};
  let last = '';
  for (const line of lines) {
    const [, key, value] = /^(\w+)\s*: (.*?) *$/.exec(line) ?? [];
    if (key === undefined || value === undefined) facts[last] = `${facts[last] ?? ''}\n${line}`;
    else facts[(last = key)] = value;
  }
  return facts;
}

function readGrid(lines: readonly string[]): Record<string, string>[] {
  const [header = '', ...rows] = lines;
  const columns = header.trim().split(/\s+/);
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter((cells) => cells.length === columns.length)
    .map((cells) => Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ''])));
}
