/** Lines of output that people are shown. */
const tailLines = 20;
const tailLineLength = 300;

/** The last lines of an output, as plain text: no colours, no control characters, no blank lines. */
export function tailOf(output: string): readonly string[] {
  return plainLines(output)
    .slice(-tailLines)
    .map((line) => (line.length > tailLineLength ? `${line.slice(0, tailLineLength)}…` : line));
}

/** The lines of an output without all that. */
export function plainLines(output: string): readonly string[] {
  return output
    .split(/\r?\n|\r/)
    .map((line) =>
      line
        .replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '')
        .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
        .trimEnd(),
    )
    .filter((line) => line !== '');
}
