import type { OpenFile } from './files.js';

/** A line of a file, counted from 1; `ended` is false for a last line without its line feed. */
export interface NumberedLine {
  readonly text: string;
  readonly nth: number;
  readonly ended: boolean;
}

const chunkBytes = 262_144;
const lineFeed = 0x0a;

/** The lines of a file from its beginning, as far as it goes while it is read; holds one line and one piece at a time. */
export async function* linesForwards(file: OpenFile): AsyncGenerator<NumberedLine> {
  let at = 0;
  let nth = 0;
  let parts: Buffer[] = [];
  for (;;) {
    const piece = await file.read(at, chunkBytes);
    if (piece.length === 0) break;
    at += piece.length;
    let from = 0;
    for (let feed = piece.indexOf(lineFeed); feed >= 0; feed = piece.indexOf(lineFeed, from)) {
      parts.push(piece.subarray(from, feed));
      nth += 1;
      yield { text: Buffer.concat(parts).toString('utf8'), nth, ended: true };
      parts = [];
      from = feed + 1;
    }
    if (from < piece.length) parts.push(piece.subarray(from));
  }
  if (parts.length > 0) yield { text: Buffer.concat(parts).toString('utf8'), nth: nth + 1, ended: false };
}
