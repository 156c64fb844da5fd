import { dirname } from 'node:path';
import type { Adapter } from 'lowdb';
import { codeOf } from '../lib/thrown.js';
import type { Kind } from './codec/document.js';
import { decode, encode } from './codec/document.js';
import type { WriteLease } from './write-lease.js';
import { CorruptFileError } from './corrupt-file-error.js';
import type { StoreFiles } from './files.js';
import { exists, factsIfThere, ifThere, removeQuietly, syncFolder, writeSynced } from './files.js';
import { backupOf, spareOf, unfinishedOf } from './layout.js';

/** Carries out the moment at which a save counts, together with whatever must count with it. */
export type Together = (commit: () => Promise<void>) => Promise<void>;

/**
 * lowdb's side of one file. Unlike its own JSONFile it believes nothing that it reads, resolves only
 * when the new generation would be there after a power loss, and keeps the generation before it.
 */
export class DocumentFile<Value> implements Adapter<Value> {
  constructor(
    private readonly files: StoreFiles,
    private readonly lease: WriteLease,
    private readonly kind: Kind<Value>,
    private readonly path: string,
    private readonly together: Together = (commit) => commit(),
  ) {}

  /** Null when there is no such file. @throws Damage when it is not what was written. */
  async read(): Promise<Value | null> {
    const bytes = await ifThere(this.files.read(this.path));
    if (bytes === undefined) return null;
    const decoded = decode(this.kind, bytes.toString('utf8'));
    if (!decoded.ok) throw new CorruptFileError(this.path, decoded.failure);
    return decoded.value;
  }

  /**
   * 1. The new generation goes to a file of its own, and to disk: this is what a full disk stops.
   * 2. The present one gets a second name, `.bak.new`.
   * 3. The new one takes over the name, and the folder goes to disk.
   * 4. The second name becomes `.bak`, in place of the generation before.
   * So the file and its `.bak` are two different good generations at every moment: one bad sector does not take both.
   * A failure in 3 gives the name back; where even that fails, nobody knows what is on disk, and the
   * store takes nothing any more.
   */
  async write(value: Value): Promise<void> {
    const bytes = Buffer.from(`${encode(this.kind, value)}\n`);
    const unfinished = unfinishedOf(this.path);
    await this.lease.check();
    try {
      await writeSynced(this.files, unfinished, bytes);
      await this.together(() => this.#commit(unfinished));
    } catch (error) {
      await removeQuietly(this.files, unfinished);
      throw error;
    }
  }

  async #commit(unfinished: string): Promise<void> {
    const replaces = await exists(this.files, this.path);
    const spare = spareOf(this.path);
    if (replaces) await this.#giveSecondName(spare);
    await this.lease.check();
    await this.files.rename(unfinished, this.path);
    try {
      await syncFolder(this.files, dirname(this.path));
    } catch (error) {
      await this.lease.undo(error, async () => {
        if (replaces) await this.files.rename(spare, this.path);
        else await this.files.remove(this.path);
        await syncFolder(this.files, dirname(this.path));
      });
    }
    // The new generation counts already; the next save or start makes up for a spare that keeps its name.
    if (replaces) await settleSpare(this.files, this.path);
  }

  async #giveSecondName(spare: string): Promise<void> {
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

/**
 * Lets the generation before the file's become its `.bak`. What an interrupted save left may instead be one more name
 * of the file itself, which goes. Tidying: where it fails all stays as it is, and the newest copy keeps the name it
 * has.
 */
export async function settleSpare(files: StoreFiles, path: string): Promise<void> {
  const spare = spareOf(path);
  try {
    const [kept, present] = [await files.facts(spare), await factsIfThere(files, path)];
    if (kept.identity === present?.identity) await files.remove(spare);
    else await files.rename(spare, backupOf(path));
  } catch {
    return;
  }
}
