/** One span of a row: a server in a step. */
export interface Span {
  readonly from: number;
  readonly to: number;
  /** Which of the kinds it is; all of one kind have one colour. */
  readonly kind: string;
}

export interface Row {
  readonly label: string;
  readonly spans: readonly Span[];
}

/** A number over time, from `at` on until the next point. */
export interface Step {
  readonly at: number;
  readonly value: number;
}

export interface Series {
  readonly label: string;
  readonly colour: string;
  readonly steps: readonly Step[];
}

/** Numbers over the same time, drawn one over the other: what matters most comes last. */
export interface Panel {
  readonly title: string;
  readonly series: readonly Series[];
}

export interface Kind {
  readonly label: string;
  readonly colour: string;
}

/** What a run did over time, row by row, and what could be seen meanwhile. Times are milliseconds since the epoch. */
export interface Timeline {
  readonly title: string;
  /** Sentences below the title, a line each. */
  readonly lines: readonly string[];
  readonly from: number;
  readonly to: number;
  /** By what a span calls its kind, in the order of the legend. */
  readonly kinds: Readonly<Record<string, Kind>>;
  readonly rows: readonly Row[];
  readonly panels: readonly Panel[];
}

const width = 1_200;
const margin = 24;
const labelWidth = 170;
const plotFrom = margin + labelWidth;
const plotTo = width - margin - 8;
const panelHeight = 84;
const ink = '#1f2933';
const faint = '#66727f';
const grid = '#e3e8ee';
/** With more rows than have room each is thinner; a label of its own has only what is this high. */
const roomForRows = 660;
const [leastRow, mostRow, labelledRow] = [3, 22, 11];
const [titleSize, textSize, smallSize] = [20, 13, 11];
/** A glyph is about so wide, in parts of its size; one of Chinese is as wide as high. */
const [latinGlyph, wideGlyph] = [0.56, 1];

/** The drawing as SVG, 1200 wide and as high as it needs. */
export function timelineSvg(timeline: Timeline): string {
  const scale = scaleOf(timeline);
  const parts: string[] = [];
  let y = margin + titleSize;
  parts.push(text(margin, y, timeline.title, { size: titleSize, weight: true }));
  for (const line of timeline.lines.flatMap((each) => wrapped(each, width - 2 * margin, textSize))) {
    y += textSize + 7;
    parts.push(text(margin, y, line, { size: textSize }));
  }
  y += 36;
  const top = y;
  const rowHeight = Math.min(mostRow, Math.max(leastRow, Math.floor(roomForRows / Math.max(1, timeline.rows.length))));
  const bars: string[] = [];
  for (const row of timeline.rows) {
    if (rowHeight >= labelledRow)
      bars.push(
        text(plotFrom - 10, y + rowHeight / 2 + smallSize / 2 - 2, shortened(row.label, labelWidth - 10, smallSize), {
          size: smallSize,
          anchor: 'end',
        }),
      );
    for (const { from, to, kind } of row.spans) {
      const [x, end] = [scale(from), scale(to)];
      bars.push(rect(x, y + 1, Math.max(0.75, end - x), rowHeight - 2, timeline.kinds[kind]?.colour ?? faint));
    }
    y += rowHeight;
  }
  const legend = legendOf(Object.values(timeline.kinds), y + 14);
  y = legend.bottom + 20;
  const panels = timeline.panels.map((panel) => {
    const drawn = panelOf(panel, y, scale, timeline.to);
    y += panelHeight + 56;
    return drawn;
  });
  const bottom = y - 20;
  parts.push(...ticks(timeline, scale, top - 4, bottom - 12), ...bars, ...legend.parts, ...panels);
  const height = Math.ceil(bottom + margin);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="Inter, 'Noto Sans SC'"><rect width="${width}" height="${height}" fill="#ffffff"/>` +
    `${parts.join('')}</svg>`
  );
}

const scaleOf =
  ({ from, to }: Timeline): ((at: number) => number) =>
  (at) =>
    plotFrom + (Math.min(Math.max(at, from), to) - from) * ((plotTo - plotFrom) / Math.max(1, to - from));

function legendOf(
  kinds: readonly Kind[],
  from: number,
): { readonly parts: readonly string[]; readonly bottom: number } {
  const parts: string[] = [];
  let [x, y] = [plotFrom, from + 10];
  for (const { label, colour } of kinds) {
    const wide = 16 + widthOf(label, smallSize) + 18;
    if (x + wide > plotTo && x > plotFrom) [x, y] = [plotFrom, y + 18];
    parts.push(rect(x, y - 9, 11, 11, colour), text(x + 16, y, label, { size: smallSize }));
    x += wide;
  }
  return { parts, bottom: y + 6 };
}

function panelOf({ title, series }: Panel, y: number, scale: (at: number) => number, end: number): string {
  const base = y + 18 + panelHeight;
  const most = Math.max(1, ...series.flatMap(({ steps }) => steps.map(({ value }) => value)));
  const parts = [
    text(margin, y + 10, title, { size: textSize, weight: true }),
    line(plotFrom, base, plotTo, base, faint),
    line(plotFrom, y + 18, plotTo, y + 18, grid),
    text(plotFrom - 10, y + 22, most.toLocaleString('en-US'), { size: smallSize, anchor: 'end', colour: faint }),
    text(plotFrom - 10, base + 4, '0', { size: smallSize, anchor: 'end', colour: faint }),
  ];
  let x = plotTo;
  for (const { label, colour, steps } of [...series].reverse()) {
    x -= widthOf(label, smallSize);
    parts.push(text(x, y + 10, label, { size: smallSize }), rect(x - 16, y + 1, 11, 11, colour));
    x -= 36;
    // Under those that come after it.
    parts.splice(5, 0, area(steps, base, panelHeight / most, scale, end, colour));
  }
  return parts.join('');
}

function area(
  steps: readonly Step[],
  base: number,
  perUnit: number,
  scale: (at: number) => number,
  end: number,
  colour: string,
): string {
  const path = steps.map(({ at, value }, place) => {
    const [x, next] = [scale(at), scale(steps[place + 1]?.at ?? end)];
    // What was there for a moment only is seen, too.
    const to = value > 0 ? Math.max(next, x + 1) : next;
    return value === 0 ? '' : `M${n(x)} ${n(base)}V${n(base - value * perUnit)}H${n(to)}V${n(base)}Z`;
  });
  return `<path d="${path.join('')}" fill="${colour}"/>`;
}

/** Lines at round times, with how much has passed since the beginning. */
function ticks({ from, to }: Timeline, scale: (at: number) => number, top: number, bottom: number): readonly string[] {
  const everyMs =
    [5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400]
      .map((seconds) => seconds * 1_000)
      .find((ms) => (to - from) / ms <= 12) ?? 604_800_000;
  const parts: string[] = [];
  for (let at = from; at <= to; at += everyMs) {
    const x = scale(at);
    parts.push(
      line(x, top, x, bottom, grid),
      text(x, top - 4, passed(at - from), { size: smallSize, anchor: 'middle', colour: faint }),
    );
  }
  return parts;
}

/** `0:30`, `12:00`, `1:05:00` */
function passed(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

const n = (value: number): string => value.toFixed(1);

const rect = (x: number, y: number, wide: number, high: number, colour: string): string =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(wide)}" height="${n(high)}" fill="${colour}"/>`;

const line = (x1: number, y1: number, x2: number, y2: number, colour: string): string =>
  `<line x1="${n(x1)}" y1="${n(y1)}" x2="${n(x2)}" y2="${n(y2)}" stroke="${colour}"/>`;

function text(
  x: number,
  y: number,
  words: string,
  {
    size,
    anchor = 'start',
    colour = ink,
    weight = false,
  }: {
    readonly size: number;
    readonly anchor?: 'start' | 'middle' | 'end';
    readonly colour?: string;
    /** One font is shipped: a thin outline makes it bold. */
    readonly weight?: boolean;
  },
): string {
  const bold = weight ? ` stroke="${colour}" stroke-width="0.5"` : '';
  return (
    `<text x="${n(x)}" y="${n(y)}" font-size="${size}" text-anchor="${anchor}" fill="${colour}"${bold}>` +
    `${escaped(words)}</text>`
  );
}

const escaped = (words: string): string =>
  words
    .replace(/[\u0000-\u001f\u007f]/g, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');

const glyphWidth = (glyph: string): number => (glyph > '\u2e7f' ? wideGlyph : latinGlyph);
const widthOf = (words: string, size: number): number =>
  Array.from(words).reduce((sum, glyph) => sum + glyphWidth(glyph), 0) * size;

/** What is too long loses its beginning: the ends of addresses differ. */
function shortened(words: string, room: number, size: number): string {
  if (widthOf(words, size) <= room) return words;
  let kept = words;
  while (kept !== '' && widthOf(`…${kept}`, size) > room) kept = kept.slice(1);
  return `…${kept}`;
}

/** At spaces, or after any Chinese glyph. */
function wrapped(words: string, room: number, size: number): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const piece of words.match(/[^\s\u2e80-\uffff]+\s*|[\u2e80-\uffff]\s*|\s+/g) ?? []) {
    if (current !== '' && widthOf(current + piece.trimEnd(), size) > room) {
      lines.push(current.trimEnd());
      current = '';
    }
    current += piece;
  }
  return [...lines, current.trimEnd()];
}
