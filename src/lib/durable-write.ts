import { randomUUID } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import type { FileFacts, Files } from './files.js';
import { codeOf } from './thrown.js';

export async function exists(files: Files, path: string): Promise<boolean> {
  return (await factsIfThere(files, path)) !== undefined;
}

export async function factsIfThere(files: Files, path: string): Promise<FileFacts | undefined> {
  return ifThere(files.facts(path));
}

/** What `reading` answers, or undefined when there is no such file. */
export async function ifThere<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** The names in the folder are on disk when it resolves. */
export async function syncFolder(files: Files, folder: string): Promise<void> {
  const handle = await files.open(folder, 'read');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes a file whole and waits until it is on disk. Its name is not: that takes `syncFolder`. */
export async function writeSynced(files: Files, path: string, bytes: Uint8Array): Promise<void> {
  const handle = await files.open(path, 'replace');
  try {
    await handle.write(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Tidying: what cannot be removed stays. */
export async function removeQuietly(files: Files, path: string): Promise<void> {
  await files.remove(path).catch(() => undefined);
}

/** Puts `text` at `path`, whole and on disk when this resolves. */
export async function writeWhole(files: Files, path: string, text: string): Promise<void> {
  const draft = draftOf(path);
  await writeSynced(files, draft, Buffer.from(text));
  await files.rename(draft, path);
  await syncFolder(files, dirname(path));
}

/**
 * Creates `path` with all of its text, on disk, unless it is there already: answers whether it was
 * this call that created it. A name is taken by a link to a complete file, so nobody ever sees half
 * a file, and of two who try at once exactly one wins.
 */
export async function createOnce(files: Files, path: string, text: string): Promise<boolean> {
  const draft = draftOf(path);
  await writeSynced(files, draft, Buffer.from(text));
  try {
    await files.link(draft, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await removeQuietly(files, draft);
  }
  await syncFolder(files, dirname(path));
  return true;
}

/** Several may write the same file at once, in this process or in another container with the same process number. */
const draftOf = (path: string): string => `${path}.${randomUUID()}.draft`;

/**
 * Makes a folder that survives a power cut as well as what is put into it: its name, and those of its parents up to the
 * one in `root`, are on disk when it resolves.
 */
export async function makeSyncedFolder(files: Files, folder: string, root = dirname(folder)): Promise<void> {
  const first = await files.makeFolder(folder);
  // Also above what is new: whoever made that may have died before its name was on disk.
  const ends = [resolve(root), ...(first === undefined ? [] : [dirname(resolve(first))])];
  const last = Math.min(...ends.map((end) => end.length));
  for (let at = dirname(resolve(folder)); at.length >= last; at = dirname(at)) {
    await syncFolder(files, at);
    if (at === dirname(at)) break;
  }
}
