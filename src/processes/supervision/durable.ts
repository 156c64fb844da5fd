import { link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UntrustedFileError, whyNotTrusted } from '../../lib/file-trust.js';
import { codeOf } from '../../lib/thrown.js';

/**
 * Creates `path` with all of its text, on disk, unless it is there already: answers whether it was
 * this call that created it. A name is taken by a link to a complete file, so nobody ever sees half
 * a claim, and of two who try at once exactly one wins.
 */
export async function createOnce(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${process.pid}.draft`;
  await writeThrough(draft, text);
  try {
    await link(draft, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
  await syncFolder(dirname(path));
  return true;
}

/** Puts `text` at `path`, whole and on disk when this resolves. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.draft`;
  await writeThrough(draft, text);
  await rename(draft, path);
  await syncFolder(dirname(path));
}

/**
 * Makes a folder that survives a power cut as well as what is put into it. @throws UntrustedFileError when others could
 * put something into it
 */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  const why = whyNotTrusted(await stat(path));
  if (why !== undefined) throw new UntrustedFileError(path, why);
  // Not only when it is new: whoever made it may have died before its name was on disk.
  const last = dirname(resolve(first ?? path));
  for (let parent = dirname(resolve(path)); ; parent = dirname(parent)) {
    await syncFolder(parent);
    if (parent === last) break;
  }
}

async function writeThrough(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
