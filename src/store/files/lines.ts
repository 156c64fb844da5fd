import type { OpenFile } from '../../lib/files.js';

/** A line of a file; `ended` is false for a last line without its line feed. */
interface Line {
  readonly text: string;
  readonly ended: boolean;
}

/** `nth` counts from 1. */
export type NumberedLine = Line & { readonly nth: number };

/** `at` is where it begins, in bytes. */
type PlacedLine = Line & { readonly at: number };

const lineFeed = 0x0a;
/** Forwards a file is read to its end; backwards mostly for its last few lines. */
const pieceForwards = 262_144;
const pieceBackwards = 65_536;

/**
 * The lines of a file from its beginning, as far as it goes while it is read; holds one line and one piece at a time.
 */
export async function* linesForwards(file: OpenFile): AsyncGenerator<NumberedLine> {
  let at = 0;
  let nth = 0;
  let parts: Buffer[] = [];
  for (;;) {
    const piece = await file.read(at, pieceForwards);
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

/**
 * The lines of the first `bytes` bytes of a file, the last one first; empty ones too, but for the one after the last
 * line feed.
 */
export async function* linesBackwards(file: OpenFile, bytes: number): AsyncGenerator<PlacedLine> {
  let start = bytes;
  let rest: Buffer = Buffer.alloc(0);
  let ended = false;
  while (start > 0) {
    const size = Math.min(pieceBackwards, start);
    start -= size;
    rest = Buffer.concat([await readFully(file, start, size), rest]);
    let end = rest.length;
    for (
      let feed = rest.lastIndexOf(lineFeed);
      feed >= 0;
      feed = feed === 0 ? -1 : rest.lastIndexOf(lineFeed, feed - 1)
    ) {
      const line = rest.subarray(feed + 1, end);
      if (ended || line.length > 0) yield { text: line.toString('utf8'), at: start + feed + 1, ended };
      ended = true;
      end = feed;
    }
    rest = rest.subarray(0, end);
  }
  if (ended || rest.length > 0) yield { text: rest.toString('utf8'), at: 0, ended };
}

/** @throws when the file ends before them. */
export async function readFully(file: OpenFile, from: number, bytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let have = 0;
  while (have < bytes) {
    const part = await file.read(from + have, bytes - have);
    if (part.length === 0)
      throw new Error(`the file ends at byte ${from + have}, before the ${from + bytes} bytes it had`);
    parts.push(part);
    have += part.length;
  }
  return Buffer.concat(parts);
}
