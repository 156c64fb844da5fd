/** One heading of a document and what follows it, reduced to what a translation must keep. */
interface Section {
  readonly level: number;
  readonly heading: string;
  /** Fenced and indented code, without comments: those are translated. */
  readonly blocks: readonly string[];
  /** The inline code of each row of its tables. */
  readonly rows: readonly string[];
  readonly code: readonly string[];
  readonly numbers: readonly string[];
  /** Answers that it tells people to press. */
  readonly answers: readonly string[];
  /** Words in italics without a Chinese character: labels and sentences of the bot. */
  readonly quoted: readonly string[];
  /** Files that it links to. */
  readonly links: readonly string[];
}

const answers = /\*\*(wait|retry|skip|force|abort|resume|Roll back|Roll the rest|Give leadership back)\b/g;
const found = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([whole, group]) => (group ?? whole).replace(/\s+/g, ' '));
const inEnglish = (text: string): string => text.replaceAll('.zh-CN.md', '.md');

/** The order of words is another one in each language, so what stands in one sentence is compared without its order. */
const sorted = (words: readonly string[]): readonly string[] => [...words].sort();
const codeOf = (text: string): readonly string[] => sorted(found(inEnglish(text), /`([^`]+)`/g));

const withoutComment = (line: string): string => line.replace(/\s+#\s.*$/, '').trimEnd();

function sectionOf(heading: string, lines: readonly string[]): Section {
  const blocks: string[][] = [];
  const prose: string[] = [];
  let inFence = false;
  let inIndented = false;
  let before = '';
  for (const line of lines) {
    const isFence = line.trimStart().startsWith('```');
    inIndented = !inFence && line.startsWith('    ') && (before === '' || inIndented);
    if (isFence) inFence = !inFence;
    if (isFence && inFence) blocks.push([]);
    else if (inIndented && before === '') blocks.push([withoutComment(line)]);
    else if (inIndented || (inFence && !isFence)) blocks.at(-1)?.push(withoutComment(line));
    else if (!isFence) prose.push(line);
    before = line;
  }
  const text = prose.join('\n');
  const plain = `${heading}\n${text}`.replace(/`[^`]+`/g, '').replace(/\]\([^)]+\)/g, ']');
  return {
    level: heading.indexOf(' '),
    heading: heading.replace(/^#+ /, ''),
    blocks: blocks.map((block) => block.join('\n')),
    rows: prose.filter((line) => line.startsWith('|')).map((line) => codeOf(line).join(' ')),
    code: codeOf(text),
    numbers: sorted(found(plain, /\d+(?:[.:]\d+)*/g)),
    answers: sorted(found(text, answers)),
    quoted: sorted(found(plain, /(?<!\*)\*(?![*\s])([^*]+)\*(?!\*)/g)).filter(
      (words) => !/\p{Script=Han}/u.test(words),
    ),
    links: sorted(found(inEnglish(text), /\]\(([^)#]+)(?:#[^)]*)?\)/g)),
  };
}

/** @returns the sections of a Markdown document, the first begins with its title */
export function sectionsOf(document: string): readonly Section[] {
  const sections: { heading: string; lines: string[] }[] = [];
  let inFence = false;
  for (const line of document.split('\n')) {
    if (line.trimStart().startsWith('```')) inFence = !inFence;
    if (!inFence && /^#+ /.test(line)) sections.push({ heading: line, lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections.map(({ heading, lines }) => sectionOf(heading, lines));
}

/** @returns what the first list has more than the second one, counting those that it has several times */
function lacking(wanted: readonly string[], present: readonly string[]): readonly string[] {
  const left = [...present];
  return wanted.filter((word) => {
    const at = left.indexOf(word);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function differencesOf(english: Section, translated: Section): readonly string[] {
  const differences: string[] = [];
  const where = `"${english.heading}" and its translation "${translated.heading}"`;
  const compare = (what: string, wanted: readonly string[], present: readonly string[]): void => {
    const missing = lacking(wanted, present);
    const added = lacking(present, wanted);
    if (missing.length > 0) differences.push(`${where}: the translation lacks the ${what} ${missing.join(', ')}`);
    if (added.length > 0) differences.push(`${where}: only the translation has the ${what} ${added.join(', ')}`);
  };
  if (english.level !== translated.level) differences.push(`${where} are headings of different levels`);
  if (english.blocks.join('\n\n') !== translated.blocks.join('\n\n'))
    differences.push(`${where} have different code blocks (only comments are translated)`);
  if (english.rows.join('\n') !== translated.rows.join('\n'))
    differences.push(`${where} have tables with other rows, or rows in another order`);
  compare('inline code', english.code, translated.code);
  compare('number', english.numbers, translated.numbers);
  compare('answer to press', english.answers, translated.answers);
  const unlinked = english.links.filter((link) => !translated.links.includes(link));
  if (unlinked.length > 0) differences.push(`${where}: the translation does not link to ${unlinked.join(', ')}`);
  return differences;
}

/**
 * What keeps a translation from saying the same as the English document, as sentences. Empty where nothing does. Where
 * the number of sections differs, the first two that do not belong together show where one is missing.
 */
export function differences(english: string, translation: string): readonly string[] {
  const wanted = sectionsOf(english);
  const present = sectionsOf(translation);
  const pairs = wanted.flatMap((section, at) => {
    const translated = present[at];
    return translated === undefined ? [] : [differencesOf(section, translated)];
  });
  if (wanted.length === present.length) return pairs.flat();
  const count = `The English text has ${wanted.length} headings, its translation ${present.length}: translate what was added`;
  const missing = wanted[present.length]?.heading ?? present[wanted.length]?.heading ?? '';
  return [count, ...(pairs.find((each) => each.length > 0) ?? [`"${missing}" has no counterpart`])];
}

/** As GitHub makes it of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
    .replaceAll(' ', '-');

export const anchorsOf = (document: string): readonly string[] =>
  sectionsOf(document).map(({ heading }) => anchorOf(heading));
