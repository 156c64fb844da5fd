/**
 * Writes a JSON text again as newer shells do: 2 blanks a level, members in the order of their keys,
 * numbers as they were written (`16.0` stays). Undefined when the text is not JSON.
 */
export function reformatJson(text: string, level: number): string | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  // It is JSON, so reading it token by token cannot go wrong any more.
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  return write({ tokens, at: 0 }, level);
}

interface Cursor {
  readonly tokens: readonly string[];
  at: number;
}

function write(cursor: Cursor, level: number): string {
  const token = next(cursor);
  if (token === '{') return writeObject(cursor, level);
  if (token === '[') return writeArray(cursor, level);
  return token;
}

function writeObject(cursor: Cursor, level: number): string {
  const members: [string, string][] = [];
  while (peek(cursor) !== '}') {
    if (peek(cursor) === ',') next(cursor);
    const key = next(cursor);
    next(cursor);
    members.push([key, write(cursor, level + 1)]);
  }
  next(cursor);
  return objectText(members, level);
}

function writeArray(cursor: Cursor, level: number): string {
  const items: string[] = [];
  while (peek(cursor) !== ']') {
    if (peek(cursor) === ',') next(cursor);
    items.push(write(cursor, level + 1));
  }
  next(cursor);
  const indent = '  '.repeat(level + 1);
  return items.length === 0 ? '[]' : `[\n${items.map((item) => indent + item).join(',\n')}\n${'  '.repeat(level)}]`;
}

/** `members` are JSON texts already: keys with their quotes, values written for `level + 1`. */
export function objectText(members: readonly (readonly [key: string, json: string])[], level: number): string {
  if (members.length === 0) return '{}';
  const indent = '  '.repeat(level + 1);
  const sorted = members.toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{\n${sorted.map(([key, json]) => `${indent}${key}: ${json}`).join(',\n')}\n${'  '.repeat(level)}}`;
}

const peek = (cursor: Cursor): string => cursor.tokens[cursor.at] ?? '';
const next = (cursor: Cursor): string => cursor.tokens[cursor.at++] ?? '';
