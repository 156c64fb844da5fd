import type { OpenFile } from './files.js';

export interface Line {
  readonly text: string;
  /** Where it begins, in bytes. */
  readonly at: number;
  /** False for a last line without its line feed. */
  readonly ended: boolean;
}

const chunkBytes = 65_536;
const lineFeed = 0x0a;

/** The lines of the first `bytes` bytes of a file, the last one first; empty ones too, but for the one after the last line feed. */
export async function* linesBackwards(file: OpenFile, bytes: number): AsyncGenerator<Line> {
  let start = bytes;
  let rest: Buffer = Buffer.alloc(0);
  let ended = false;
  while (start > 0) {
    const size = Math.min(chunkBytes, start);
    start -= size;
    rest = Buffer.concat([await readFully(file, start, size), rest]);
    let end = rest.length;
    for (let feed = rest.lastIndexOf(lineFeed); feed >= 0; feed = feed === 0 ? -1 : rest.lastIndexOf(lineFeed, feed - 1)) {
      const line = rest.subarray(feed + 1, end);
      if (ended || line.length > 0) yield { text: line.toString('utf8'), at: start + feed + 1, ended };
      ended = true;
      end = feed;
    }
    rest = rest.subarray(0, end);
  }
  if (ended || rest.length > 0) yield { text: rest.toString('utf8'), at: 0, ended };
}

async function readFully(file: OpenFile, from: number, bytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let have = 0;
  while (have < bytes) {
    const part = await file.read(from + have, bytes - have);
    if (part.length === 0) throw new Error(`the file ends at byte ${from + have}, before the ${from + bytes} bytes it had`);
    parts.push(part);
    have += part.length;
  }
  return Buffer.concat(parts);
}
