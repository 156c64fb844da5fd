/** One line of the table. Without a limit it is there to be read, not to be met. */
export interface Row {
  readonly name: string;
  readonly measured: string;
  readonly limit?: string;
  readonly ok: boolean;
}

export function limited(name: string, value: number, limit: number, unit: string, digits = 1): Row {
  return {
    name,
    measured: `${value.toFixed(digits)}${unit}`,
    limit: `${limit.toFixed(digits)}${unit}`,
    ok: value <= limit,
  };
}

export function told(name: string, measured: string): Row {
  return { name, measured, ok: true };
}

/** The value below which the share `part` of the values lies. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}

export function table(rows: readonly Row[]): string {
  const cells = [
    ['name', 'measured', 'limit', 'ok'],
    ...rows.map(({ name, measured, limit, ok }) => [
      name,
      measured,
      limit ?? '-',
      limit === undefined ? '-' : ok ? 'yes' : 'NO',
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  return cells
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join(' | ')
        .trimEnd(),
    )
    .join('\n');
}
