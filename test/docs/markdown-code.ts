/** Code in a Markdown text: a block, or a span between backticks. */
export interface Code {
  readonly kind: 'block' | 'span';
  /** Of its first line, from 1. */
  readonly line: number;
  /** A block without the indentation that all of it has; a span in one line. */
  readonly text: string;
}

/** Every block, fenced or indented, and every span of what is not in a block, in the order in which they stand there. */
export function codeOf(markdown: string): readonly Code[] {
  const lines = markdown.split('\n');
  const blocks: Code[] = [];
  const prose: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const end = endOfFence(lines, at) ?? endOfIndented(lines, at);
    if (end === undefined) {
      prose.push(lines[at] ?? '');
      at += 1;
      continue;
    }
    const fenced = isFence(lines[at]);
    blocks.push({
      kind: 'block',
      line: at + (fenced ? 2 : 1),
      text: dedented(lines.slice(fenced ? at + 1 : at, fenced ? end - 1 : end)),
    });
    prose.push(...lines.slice(at, end).map(() => ''));
    at = end;
  }
  return [...blocks, ...spansOf(prose.join('\n'))].sort((left, right) => left.line - right.line);
}

const fence = /^\s*```/;
const isFence = (line: string | undefined): boolean => fence.test(line ?? '');

/** The place after the closing fence; a fence that nobody closes goes on to the end. */
function endOfFence(lines: readonly string[], begin: number): number | undefined {
  if (!isFence(lines[begin])) return undefined;
  const close = lines.findIndex((line, at) => at > begin && isFence(line));
  return close === -1 ? lines.length + 1 : close + 1;
}

/** Without a blank line before it, a line that is indented goes on with its paragraph. */
function endOfIndented(lines: readonly string[], begin: number): number | undefined {
  const indented = (line: string): boolean => /^ {4,}\S/.test(line);
  const before = lines[begin - 1];
  if (!indented(lines[begin] ?? '') || (before !== undefined && before.trim() !== '')) return undefined;
  const after = lines.findIndex((line, at) => at > begin && line.trim() !== '' && !indented(line));
  let end = after === -1 ? lines.length : after;
  while ((lines[end - 1] ?? '').trim() === '') end -= 1;
  return end;
}

function dedented(lines: readonly string[]): string {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const common = Math.min(...indents);
  return lines.map((line) => line.slice(common)).join('\n');
}

function spansOf(prose: string): readonly Code[] {
  const span = /(?<!`)(`+)(?!`)((?:(?!\n\s*\n)[^])*?[^`])\1(?!`)/g;
  return [...prose.matchAll(span)].map(({ index, 2: text = '' }) => ({
    kind: 'span',
    line: prose.slice(0, index).split('\n').length,
    // A table writes | as \|.
    text: text
      .trim()
      .replaceAll(/\s*\n\s*/g, ' ')
      .replaceAll(String.raw`\|`, '|'),
  }));
}
