import { dirname } from 'node:path';
import type { Adapter } from 'lowdb';
import { codeOf } from '../../lib/thrown.js';
import type { Kind } from '../codec/document.js';
import { decode, encode, sumIn, sumWithin } from '../codec/document.js';
import type { Change } from './change.js';
import { CorruptFileError } from './corrupt-file-error.js';
import type { Files } from '../../lib/files.js';
import { factsIfThere, ifThere, removeQuietly, syncFolder, writeSynced } from '../../lib/durable-write.js';
import { backupOf, spareOf, unfinishedOf } from './layout.js';
import type { WriteLease } from './write-lease.js';

/**
 * lowdb's side of one file. Unlike its own JSONFile it believes nothing that it reads, and what is written is not
 * there yet: it is handed to `stage`, so that several documents can come to count together.
 */
export class DocumentFile<Value> implements Adapter<Value> {
  constructor(
    private readonly files: Files,
    private readonly lease: WriteLease,
    private readonly kind: Kind<Value>,
    private readonly path: string,
    private readonly stage: (swap: DocumentSwap) => void,
  ) {}

  /** Null when there is no such file. @throws CorruptFileError when it is not what was written. */
  read(): Promise<Value | null> {
    return readDocument(this.files, this.kind, this.path);
  }

  /** @throws when the value could not be read back. */
  async write(value: Value): Promise<void> {
    this.stage(new DocumentSwap(this.files, this.lease, this.path, encode(this.kind, value)));
    await Promise.resolve();
  }
}

/** Null when there is no such file. @throws CorruptFileError when it is not what was written. */
export async function readDocument<Value>(files: Files, kind: Kind<Value>, path: string): Promise<Value | null> {
  const bytes = await ifThere(files.read(path));
  return bytes === undefined ? null : decodeDocument(kind, path, bytes.toString('utf8'));
}

/** @throws CorruptFileError when it is not what was written. */
export function decodeDocument<Value>(kind: Kind<Value>, path: string, text: string): Value {
  const decoded = decode(kind, text);
  if (decoded.ok) return decoded.value;
  throw new CorruptFileError(path, decoded.failure);
}

/**
 * The next generation of a document takes the place of the present one.
 *
 * 1. The new generation goes to a file of its own, and to disk: this is what a full disk stops.
 * 2. The present one gets a second name, `.bak.new`.
 * 3. The new one takes over the name, and the folder goes to disk.
 * 4. The second name becomes `.bak`, in place of the generation before.
 * So the file and its `.bak` are two different good generations at every moment: one bad sector does not take both.
 */
export class DocumentSwap implements Change {
  /** The checksum of the generation that it replaces; undefined: there is none. */
  replaces: string | undefined;
  /** Its own. */
  readonly sum: string;
  /** What will stand in the file. */
  readonly bytes: Buffer;
  #isNew = true;
  #swapped = false;

  constructor(
    private readonly files: Files,
    private readonly lease: WriteLease,
    readonly path: string,
    text: string,
  ) {
    this.sum = sumIn(text);
    this.bytes = Buffer.from(`${text}\n`);
  }

  /** Looks what it replaces. */
  async look(): Promise<void> {
    const present = await beginningOf(this.files, this.path);
    this.#isNew = present === undefined;
    this.replaces = present === undefined ? undefined : sumIn(present);
  }

  get begun(): boolean {
    return this.#swapped;
  }

  prepare(): Promise<void> {
    return writeSynced(this.files, unfinishedOf(this.path), this.bytes);
  }

  async apply(): Promise<void> {
    if (!this.#isNew) await this.#giveSecondName();
    await this.lease.check();
    await this.files.rename(unfinishedOf(this.path), this.path);
    this.#swapped = true;
    await syncFolder(this.files, dirname(this.path));
  }

  async undo(): Promise<void> {
    if (this.#isNew) await this.files.remove(this.path);
    else await this.files.rename(spareOf(this.path), this.path);
    await syncFolder(this.files, dirname(this.path));
  }

  abandon(): Promise<void> {
    return removeQuietly(this.files, unfinishedOf(this.path));
  }

  /** The new generation counts already; the next save or start makes up for a spare that keeps its name. */
  async settle(): Promise<void> {
    if (!this.#isNew) await settleSpare(this.files, this.path);
  }

  async #giveSecondName(): Promise<void> {
    const spare = spareOf(this.path);
    try {
      await this.files.link(this.path, spare);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      // Left by a save that was interrupted.
      await settleSpare(this.files, this.path);
      await this.files.link(this.path, spare);
    }
  }
}

/** The beginning of the file's text; undefined when there is no such file. */
async function beginningOf(files: Files, path: string): Promise<string | undefined> {
  const handle = await ifThere(files.open(path, 'read'));
  if (handle === undefined) return undefined;
  try {
    return (await handle.read(0, sumWithin)).toString('utf8');
  } finally {
    await handle.close();
  }
}

/**
 * Lets the generation before the file's become its `.bak`. What an interrupted save left may instead be one more name
 * of the file itself, which goes. Tidying: where it fails all stays as it is, and the newest copy keeps the name it
 * has.
 */
export async function settleSpare(files: Files, path: string): Promise<void> {
  const spare = spareOf(path);
  try {
    const [kept, present] = [await files.facts(spare), await factsIfThere(files, path)];
    if (kept.identity === present?.identity) await files.remove(spare);
    else await files.rename(spare, backupOf(path));
  } catch {
    return;
  }
}
