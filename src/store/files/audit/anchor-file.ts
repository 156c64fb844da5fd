import { dirname } from 'node:path';
import type { Log } from '../../../lib/log.js';
import { reasonOf } from '../../../lib/thrown.js';
import { decode, encode } from '../../codec/document.js';
import { anchorKind } from '../../codec/kinds.js';
import type { OpenFile, Files } from '../../../lib/files.js';
import { ifThere, syncFolder } from '../../../lib/durable-write.js';
import type { Anchor } from './entry.js';

/** Each of the two notes has this many bytes: less than the 512 that a disk writes whole or not at all. */
const noteBytes = 256;

export type NotedAnchor =
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'noted'; readonly anchor: Anchor };

/** The later of the two notes that are whole. */
export async function readAnchor(files: Files, path: string): Promise<NotedAnchor> {
  const bytes = await ifThere(files.read(path));
  // Made, and not written yet: the same as not made.
  if (bytes === undefined || bytes.length === 0) return { kind: 'none' };
  const notes = [bytes.subarray(0, noteBytes), bytes.subarray(noteBytes, 2 * noteBytes)].flatMap((note) => {
    const decoded = decode(anchorKind, note.toString('utf8'));
    return decoded.ok ? [decoded.value] : [];
  });
  const [anchor] = notes.sort((left, right) => right.seq - left.seq);
  return anchor === undefined ? { kind: 'unreadable' } : { kind: 'noted', anchor };
}

/**
 * Notes outside of the trail where the trail ends, so that it is noticed when its end is cut off.
 *
 * A note is written after the entries are on disk, and nothing waits until the note is there as well: a
 * crash leaves it behind the trail, never ahead of it. A trail that ends before its note was cut. Two
 * notes are written in turns, so that one is always whole.
 */
export class AnchorFile {
  #turn = 0;
  #failing = false;

  private constructor(
    private readonly handle: OpenFile,
    private readonly log: Log,
  ) {}

  static async open(files: Files, log: Log, path: string): Promise<AnchorFile> {
    const handle = await files.open(path, 'update');
    await syncFolder(files, dirname(path));
    return new AnchorFile(handle, log);
  }

  /** Never rejects: the entries count whether this note is written or not, and the next note makes up for it. */
  async note(anchor: Anchor): Promise<void> {
    try {
      const text = encode(anchorKind, anchor);
      await this.handle.writeAt(Buffer.from(`${text.padEnd(noteBytes - 1)}\n`), this.#turn * noteBytes);
      this.#turn = 1 - this.#turn;
      this.#failing = false;
    } catch (error) {
      if (!this.#failing)
        this.log.warn(
          {},
          `the end of the audit trail could not be noted: ${reasonOf(error)}. The entries themselves are saved`,
        );
      this.#failing = true;
    }
  }

  async sync(): Promise<void> {
    await this.handle.sync();
  }

  /** With everything on disk, if the disk lets it. */
  async close(): Promise<void> {
    await this.sync().catch((error: unknown) => {
      this.log.warn({}, `the end of the audit trail is noted, and perhaps not on disk: ${reasonOf(error)}`);
    });
    await this.handle.close();
  }
}
