/** Pegasus' own logger, on stdout and stderr: `W2026-11-23 07:36:01.180 (1795419361180232642 14914) : …`. */
const logLine = /^[DIWEF]\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \([^)]*\)/;

const colour = /\u001b\[[0-9;]*m/g;

/** Newer shells colour their complaints even into a pipe. */
export function withoutColour(line: string): string {
  return line.includes('\u001b') ? line.replace(colour, '') : line;
}

/** A line that belongs to no command's answer. */
export function isLogLine(line: string): boolean {
  return logLine.test(line);
}

/** What a program of Pegasus complains of, without the time and the thread; undefined for any other line. */
export function complaintOf(line: string): string | undefined {
  if (!/^[EF]\d{4}-/.test(line) || !logLine.test(line)) return undefined;
  return line.replace(logLine, '').replace(/^\s*:?\s*/, '');
}

/** The lines of a text without those of the logger and without a last empty one. */
export function contentLines(text: string): readonly string[] {
  const lines = text.split('\n').map(withoutColour);
  if (lines.at(-1) === '') lines.pop();
  return lines.filter((line) => !isLogLine(line));
}
