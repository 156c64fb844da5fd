import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { Clock } from '../../lib/clock.js';
import type { Log } from '../../lib/log.js';
import { reasonOf } from '../../lib/thrown.js';
import type { Reserve } from '../database.js';
import type { FileFacts, Files } from '../../lib/files.js';
import { factsIfThere, ifThere, syncFolder } from '../../lib/durable-write.js';

/** Enough for some saves of a run of hundreds of servers. */
export const reserveBytes = 1_048_576;
/** It is made anew when there is so many times its size. */
const roomFactor = 4;
const againMs = 30_000;
const chunkBytes = 65_536;

/**
 * Space on the disk of the database that is taken while there is some, and given back when the disk is full: so that
 * the bot can still write down that it stops a run. What is left of it meanwhile is an empty file.
 */
export class FileReserve implements Reserve {
  #givenBackAt: number | undefined;
  #isKept = false;
  #cancel: () => void = () => undefined;
  #closed = false;
  #work: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly files: Files,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly path: string,
    private readonly bytes: number,
  ) {}

  /** Since when it has been given back; undefined: it has not, or there was never room for it. */
  get givenBackAt(): number | undefined {
    return this.#givenBackAt;
  }

  /** Looks what an earlier process has left of it, and makes it where there is room. Never rejects. */
  async open(): Promise<void> {
    try {
      const facts = await ifThere(this.#factsWhenOpened());
      this.#isKept = facts !== undefined && facts.bytes >= this.bytes;
      if (facts !== undefined && !this.#isKept) this.#givenBackAt = this.clock.now();
      if (!this.#isKept) await this.#make();
    } catch (error) {
      this.log.warn({ file: this.path }, `whether space is kept for a full disk is not known: ${reasonOf(error)}`);
    }
    if (!this.#isKept) this.#later();
  }

  /** Opened as every file of the database is: one that others may read or write is dealt with then. */
  async #factsWhenOpened(): Promise<FileFacts> {
    const handle = await this.files.open(this.path, 'read');
    try {
      return await handle.facts();
    } finally {
      await handle.close();
    }
  }

  /** @returns whether there is room now that was not there before */
  giveBack(): Promise<boolean> {
    const done = this.#work.then(async () => {
      if (!this.#isKept) return false;
      try {
        await giveBack(this.files, this.path);
      } catch (error) {
        this.log.error(
          { file: this.path },
          `the space that is kept for a full disk could not be given back: ${reasonOf(error)}`,
        );
        return false;
      }
      this.#isKept = false;
      this.#givenBackAt = this.clock.now();
      this.log.error(
        { file: this.path, bytes: this.bytes },
        'the disk of the database is full: the space that is kept for this was given back. Make room',
      );
      this.#later();
      return true;
    });
    this.#work = done;
    return done;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.#work;
  }

  #later(): void {
    if (this.#closed) return;
    this.#cancel();
    this.#cancel = this.clock.after(againMs, () => {
      this.#work = this.#work.then(async () => {
        if (this.#closed || this.#isKept) return;
        if (!(await this.#make())) this.#later();
      });
    });
  }

  /** @returns whether it is kept now */
  async #make(): Promise<boolean> {
    try {
      if ((await this.files.free(dirname(this.path))) < roomFactor * this.bytes) return false;
      const handle = await this.files.open(this.path, 'replace');
      try {
        for (let at = 0; at < this.bytes; at += chunkBytes)
          await handle.write(noise(at, Math.min(chunkBytes, this.bytes - at)));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await syncFolder(this.files, dirname(this.path));
      this.#isKept = true;
      if (this.#givenBackAt !== undefined)
        this.log.info(
          { file: this.path, bytes: this.bytes },
          'there is room on the disk of the database again, and space is kept for the next time',
        );
      this.#givenBackAt = undefined;
      return true;
    } catch (error) {
      await giveBack(this.files, this.path).catch(() => undefined);
      this.log.warn({ file: this.path }, `space for a full disk could not be kept: ${reasonOf(error)}`);
      return false;
    }
  }
}

/** For a process that cannot even take the lock. @returns whether there was anything to give back */
export async function giveBack(files: Files, path: string): Promise<boolean> {
  const facts = await factsIfThere(files, path);
  if (facts === undefined || facts.bytes === 0) return false;
  const handle = await files.open(path, 'append');
  try {
    await handle.truncate(0);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return true;
}

/** Bytes that no file system stores in less: made once, and no two pieces of a file are the same. */
function noise(at: number, bytes: number): Buffer {
  blocks ??= Buffer.concat(
    Array.from({ length: chunkBytes / 32 }, (_, nth) => createHash('sha256').update(String(nth)).digest()),
  );
  const piece = Buffer.from(blocks.subarray(0, bytes));
  piece.write(String(at));
  return piece;
}
let blocks: Buffer | undefined;
