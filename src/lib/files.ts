import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { chmod, link, mkdir, open, readFile, readdir, rename, stat, statfs, unlink } from 'node:fs/promises';
import { expectTrusted, UntrustedFileError, whyNotTrusted } from './file-trust.js';

/** What identifies a file whatever it is called, and what can be seen of it from outside. */
export interface FileFacts {
  readonly identity: string;
  readonly bytes: number;
  readonly touchedAt: number;
}

export interface OpenFile {
  /** Writes all of `bytes` at the end of the file (at its place, for a file opened to be replaced). */
  write(bytes: Uint8Array): Promise<void>;
  /** Writes all of `bytes` at this place of a file that was opened for `update`. */
  writeAt(bytes: Uint8Array, at: number): Promise<void>;
  read(from: number, bytes: number): Promise<Buffer>;
  /** Resolves when the file, or the folder's list of names, is on disk. */
  sync(): Promise<void>;
  truncate(bytes: number): Promise<void>;
  touch(atMs: number): Promise<void>;
  facts(): Promise<FileFacts>;
  close(): Promise<void>;
}

/** The file system, as far as what must survive a crash needs it; a test puts its own faults in between. */
export interface Files {
  /** `replace`: empty, made if need be; `append`, `update`: made if need be; `read`: also for folders. */
  open(path: string, how: 'replace' | 'append' | 'update' | 'read'): Promise<OpenFile>;
  read(path: string): Promise<Buffer>;
  facts(path: string): Promise<FileFacts>;
  names(folder: string): Promise<readonly string[]>;
  /** With its parents; fine when it is there. Answers the first one that was made, if any was. */
  makeFolder(folder: string): Promise<string | undefined>;
  rename(from: string, to: string): Promise<void>;
  link(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Bytes that this process may still take on the file system of the folder. */
  free(folder: string): Promise<number>;
}

const flags = { replace: 'w', append: 'a', update: constants.O_RDWR | constants.O_CREAT, read: 'r' } as const;

const privateFile = 0o600;
const privateFolder = 0o700;

/** The machine's own file system, for whoever only reads: `audit verify` as another user, say. */
export const realFiles: Files = {
  open: async (path, how) => openFile(await open(path, flags[how], privateFile)),
  read: (path) => readFile(path),
  facts: async (path) => factsOf(await stat(path)),
  names: (folder) => readdir(folder),
  makeFolder: (folder) => mkdir(folder, { recursive: true, mode: privateFolder }),
  rename,
  link,
  remove: unlink,
  free: async (folder) => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
};

/**
 * The same for the bot itself, which does what these files say: what another user could have written is refused, and
 * what others could read is closed to them.
 */
export const privateFiles: Files = {
  ...realFiles,
  open: async (path, how) => openFile(await openPrivate(path, flags[how])),
  read: async (path) => {
    const handle = await openPrivate(path, flags.read);
    try {
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  },
  makeFolder: async (folder) => {
    const first = await realFiles.makeFolder(folder);
    const stats = await stat(folder);
    const why = whyNotTrusted(stats);
    if (why !== undefined) throw new UntrustedFileError(folder, why);
    if (isOpenToOthers(stats)) await chmod(folder, privateFolder);
    return first;
  },
};

async function openPrivate(path: string, flag: string | number): Promise<FileHandle> {
  const handle = await open(path, flag, privateFile);
  try {
    const stats = await handle.stat();
    // Folders are looked at where they are made; the one that the database stands in is not the bot's own.
    if (stats.isFile()) await expectTrusted(path, handle);
    if (stats.isFile() && isOpenToOthers(stats)) await handle.chmod(privateFile);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Only an owner can change that. */
const isOpenToOthers = ({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean =>
  (mode & 0o077) !== 0 && uid === process.getuid?.();

function openFile(handle: FileHandle): OpenFile {
  return {
    write: async (bytes) => {
      await handle.writeFile(bytes);
    },
    writeAt: async (bytes, at) => {
      let written = 0;
      while (written < bytes.length)
        written += (await handle.write(bytes, written, bytes.length - written, at + written)).bytesWritten;
    },
    read: async (from, bytes) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, from);
      return buffer.subarray(0, bytesRead);
    },
    sync: () => handle.sync(),
    truncate: (bytes) => handle.truncate(bytes),
    touch: (atMs) => handle.utimes(atMs / 1000, atMs / 1000),
    facts: async () => factsOf(await handle.stat()),
    close: () => handle.close(),
  };
}

function factsOf(stats: { dev: number; ino: number; size: number; mtimeMs: number }): FileFacts {
  return { identity: `${stats.dev}:${stats.ino}`, bytes: stats.size, touchedAt: stats.mtimeMs };
}
