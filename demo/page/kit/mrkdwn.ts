/** What stands within a line of Slack's markup. */
export type Inline =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'em' | 's'; readonly inner: readonly Inline[] }
  | { readonly kind: 'emoji'; readonly name: string }
  | { readonly kind: 'user' | 'channel' | 'group'; readonly id: string; readonly label?: string }
  | { readonly kind: 'everyone'; readonly name: string }
  | { readonly kind: 'date'; readonly seconds: number; readonly pattern: string; readonly href?: string }
  | { readonly kind: 'link'; readonly href: string; readonly label: string };

export type Part =
  | { readonly kind: 'lines' | 'quote'; readonly lines: readonly (readonly Inline[])[] }
  | { readonly kind: 'pre'; readonly text: string };

/** Slack sends the three signs of its own markup escaped. */
export const unescaped = (text: string): string =>
  text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');

const fence = '```';

/** Slack's markup as what it means. Text never becomes markup of the page. */
export function parseMrkdwn(text: string): readonly Part[] {
  return text.split(fence).flatMap((piece, index, all): readonly Part[] => {
    const closed = index % 2 === 1 && index < all.length - 1;
    if (closed) return [{ kind: 'pre', text: unescaped(piece.replace(/^\n/, '').replace(/\n$/, '')) }];
    const lines = (index % 2 === 1 ? fence + piece : piece).split('\n');
    // The line ends around a code block belong to the block.
    if (index > 0 && lines[0] === '') lines.shift();
    if (index < all.length - 1 && lines.at(-1) === '') lines.pop();
    return inParts(lines);
  });
}

/** Lines beside each other that are quoted, or not, are one part. */
function inParts(lines: readonly string[]): readonly Part[] {
  const parts: { readonly kind: 'lines' | 'quote'; readonly lines: (readonly Inline[])[] }[] = [];
  for (const line of lines) {
    const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line)?.[1];
    const kind = quoted === undefined ? 'lines' : 'quote';
    const last = parts.at(-1);
    if (last?.kind === kind) last.lines.push(inline(quoted ?? line));
    else parts.push({ kind, lines: [inline(quoted ?? line)] });
  }
  return parts;
}

interface Rule {
  readonly pattern: RegExp;
  /** Only where a word begins: `2*3*4` is not bold. */
  readonly atWordStart: boolean;
  readonly means: (inner: string) => Inline;
}

const opens = /[\s([{"'“‘—–\-/,.:;!?>]/;
const styled =
  (kind: 'strong' | 'em' | 's') =>
  (inner: string): Inline => ({ kind, inner: inline(inner) });
const rules: readonly Rule[] = [
  { pattern: /`([^`\n]+)`/y, atWordStart: false, means: (inner) => ({ kind: 'code', text: unescaped(inner) }) },
  { pattern: /<([^<>\n]+)>/y, atWordStart: false, means: angled },
  {
    pattern: /:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/y,
    atWordStart: false,
    means: (inner) => ({ kind: 'emoji', name: inner }),
  },
  { pattern: /\*(\S(?:[^\n*]*\S)?)\*(?![\p{L}\p{N}])/uy, atWordStart: true, means: styled('strong') },
  { pattern: /_(\S(?:[^\n_]*\S)?)_(?![\p{L}\p{N}])/uy, atWordStart: true, means: styled('em') },
  { pattern: /~(\S(?:[^\n~]*\S)?)~(?![\p{L}\p{N}])/uy, atWordStart: true, means: styled('s') },
];

function inline(text: string): readonly Inline[] {
  const found: Inline[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain !== '') found.push({ kind: 'text', text: unescaped(plain) });
    plain = '';
  };
  for (let at = 0; at < text.length; ) {
    const match = matchAt(text, at);
    if (match === undefined) {
      plain += text.charAt(at);
      at += 1;
    } else {
      flush();
      found.push(match.means);
      at += match.length;
    }
  }
  flush();
  return found;
}

function matchAt(text: string, at: number): { readonly means: Inline; readonly length: number } | undefined {
  const wordStarts = at === 0 || opens.test(text.charAt(at - 1));
  for (const { pattern, atWordStart, means } of rules) {
    if (atWordStart && !wordStarts) continue;
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match?.[1] !== undefined) return { means: means(match[1]), length: match[0].length };
  }
  return undefined;
}

/** What stands between angle brackets: people, channels, groups, dates, links. */
function angled(inner: string): Inline {
  const bar = inner.indexOf('|');
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? undefined : inner.slice(bar + 1);
  const named = label === undefined ? {} : { label };
  if (target.startsWith('@')) return { kind: 'user', id: target.slice(1), ...named };
  if (target.startsWith('#')) return { kind: 'channel', id: target.slice(1), ...named };
  if (target.startsWith('!date^')) return date(target);
  if (target.startsWith('!subteam^')) return { kind: 'group', id: target.slice('!subteam^'.length), ...named };
  if (target.startsWith('!')) return { kind: 'everyone', name: target.slice(1) };
  return { kind: 'link', href: unescaped(target), label: unescaped(label ?? target) };
}

function date(target: string): Inline {
  const [, seconds, pattern, address] = target.split('^');
  return {
    kind: 'date',
    seconds: Number(seconds),
    pattern: unescaped(pattern ?? '{date_num}'),
    ...(address !== undefined && { href: unescaped(address) }),
  };
}
