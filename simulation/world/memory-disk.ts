import { basename, dirname } from 'node:path';
import type { OpenFile, Files } from '../../src/lib/files.js';
import { append, contentOf, factsOf, tear, truncate, writeAt, type Inode } from './inode.js';
import { never, type Life } from './life.js';

/** A disk that is not full has so much room. */
const roomyBytes = 2 ** 30;

/** What the disk refuses now. */
export interface DiskTrouble {
  /** It takes no more than it holds: what is written beyond that answers ENOSPC. */
  full: boolean;
  /** So many syncs and renames answer EIO, */
  errors: number;
  /** but for the first ones. */
  spared: number;
}

/**
 * A disk in memory, below the store's own code. It outlives the bot: a killed process leaves what it wrote, a power
 * loss only what was synced: the bytes with their file, the names of files and folders with the folder they are in.
 */
export class MemoryDisk {
  readonly trouble: DiskTrouble;
  /** Files for which there was no room when they were written last. */
  readonly refused = new Set<string>();
  /** Called before each operation that changes something; may kill the life it belongs to. */
  beforeChange: (what: string, path: string) => void = () => undefined;
  #folders = new Map<string, Map<string, Inode>>();
  #syncedFolders = new Map<string, Map<string, Inode>>();
  /** Folders whose own name is on disk for good. */
  readonly #syncedNames = new Set<string>();
  #nextId = 1;
  /** What it can hold, once it is full: what it held at that moment. What is given back can be taken again. */
  #capacity = Number.POSITIVE_INFINITY;

  constructor() {
    const fill = (full: boolean): void => {
      this.#capacity = full ? this.#used() : Number.POSITIVE_INFINITY;
    };
    let isFull = false;
    this.trouble = {
      get full() {
        return isFull;
      },
      set full(full) {
        if (full !== isFull) fill(full);
        isFull = full;
      },
      errors: 0,
      spared: 0,
    };
  }

  /** Bytes that are taken by files that have a name. */
  #used(): number {
    const inodes = new Set([...this.#folders.values()].flatMap((names) => [...names.values()]));
    return [...inodes].reduce((sum, { length }) => sum + length, 0);
  }

  #hasRoom(bytes: number): boolean {
    return !this.trouble.full || this.#used() + bytes <= this.#capacity;
  }

  /** The disk as one life of the bot sees it. */
  files(life: Life): Files {
    const change = async <Value>(what: string, path: string, work: () => Value): Promise<Value> => {
      if (!life.alive) return never<Value>();
      this.beforeChange(what, path);
      if (!this.#survives(life)) return never<Value>();
      // A turn later, as with every real disk.
      await Promise.resolve();
      if (!this.#survives(life)) return never<Value>();
      return work();
    };
    const look = async <Value>(work: () => Value): Promise<Value> => {
      await Promise.resolve();
      return life.alive ? work() : never<Value>();
    };
    return {
      open: (path, how) =>
        how === 'read'
          ? look(() => this.#openToRead(life, path))
          : change(how, path, () => this.#openToWrite(path, how, change, look)),
      read: (path) => look(() => contentOf(this.#existing(path))),
      facts: (path) => look(() => factsOf(this.#existing(path))),
      names: (folder) =>
        look(() => [...this.#folder(folder).keys(), ...this.#foldersIn(folder).map((path) => basename(path))].sort()),
      makeFolder: (folder) => change('mkdir', folder, () => this.#makeFolder(folder)),
      rename: (from, to) =>
        change('rename', to, () => {
          this.#mayFail();
          const inode = this.#existing(from);
          this.#folder(dirname(from)).delete(basename(from));
          this.#folder(dirname(to)).set(basename(to), inode);
        }),
      link: (from, to) =>
        change('link', to, () => {
          const names = this.#folder(dirname(to));
          if (names.has(basename(to))) throw failure('EEXIST', to);
          names.set(basename(to), this.#existing(from));
        }),
      remove: (path) =>
        change('remove', path, () => {
          this.#existing(path);
          this.#folder(dirname(path)).delete(basename(path));
        }),
      free: () => look(() => (this.trouble.full ? Math.max(0, this.#capacity - this.#used()) : roomyBytes)),
    };
  }

  /** The machine stops: only what was synced is there when it comes back. */
  losePower(): void {
    const stays = (folder: string): boolean =>
      folder === dirname(folder) || (this.#syncedNames.has(folder) && stays(dirname(folder)));
    for (const folder of [...this.#syncedFolders.keys()]) if (!stays(folder)) this.#syncedFolders.delete(folder);
    this.#folders = new Map([...this.#syncedFolders].map(([folder, names]) => [folder, new Map(names)]));
    for (const names of this.#folders.values()) for (const inode of names.values()) tear(inode);
  }

  /** What stands on disk for good, or undefined when there is no such file. For those who check. */
  synced(path: string): Buffer | undefined {
    const inode = this.#syncedFolders.get(dirname(path))?.get(basename(path));
    return inode?.bytes.subarray(0, inode.synced);
  }

  /** What a reader would see now. */
  present(path: string): Buffer | undefined {
    const inode = this.#folders.get(dirname(path))?.get(basename(path));
    return inode === undefined ? undefined : contentOf(inode);
  }

  namesIn(folder: string): readonly string[] {
    return [...(this.#folders.get(folder)?.keys() ?? [])].sort();
  }

  /** As if somebody had removed the files of a folder, and not only a moment ago. */
  removeAll(folder: string): void {
    this.#folders.get(folder)?.clear();
    this.#syncedFolders.get(folder)?.clear();
  }

  /** As if the process that had it were another one, which is dead: two lives of the bot share one process here. */
  forgetLock(folder: string): void {
    const names = this.#folders.get(folder);
    for (const name of [...(names?.keys() ?? [])]) if (name === 'lock' || name.startsWith('lock.')) names?.delete(name);
  }

  #openToRead(life: Life, path: string): OpenFile {
    const folder = this.#folders.get(path);
    const inode = folder === undefined ? this.#existing(path) : undefined;
    const refuse = (): Promise<never> => Promise.reject(failure('EBADF', path));
    return {
      write: refuse,
      writeAt: refuse,
      truncate: refuse,
      touch: refuse,
      read: (from, bytes) =>
        Promise.resolve(inode === undefined ? Buffer.alloc(0) : contentOf(inode).subarray(from, from + bytes)),
      sync: async () => {
        if (!life.alive) return never<undefined>();
        this.beforeChange('sync', path);
        if (!this.#survives(life)) return never<undefined>();
        this.#mayFail();
        if (folder !== undefined) {
          this.#syncedFolders.set(path, new Map(this.#folder(path)));
          for (const within of this.#foldersIn(path)) this.#syncedNames.add(within);
        }
        return undefined;
      },
      facts: () => Promise.resolve(inode === undefined ? { identity: path, bytes: 0, touchedAt: 0 } : factsOf(inode)),
      close: () => Promise.resolve(),
    };
  }

  #openToWrite(
    path: string,
    how: 'replace' | 'append' | 'update',
    change: <Value>(what: string, path: string, work: () => Value) => Promise<Value>,
    look: <Value>(work: () => Value) => Promise<Value>,
  ): OpenFile {
    const names = this.#folder(dirname(path));
    const inode = names.get(basename(path)) ?? {
      id: this.#nextId++,
      bytes: Buffer.alloc(0),
      length: 0,
      synced: 0,
      overwritten: [],
      touchedAt: 0,
    };
    names.set(basename(path), inode);
    if (how === 'replace') truncate(inode, 0);
    return {
      write: (bytes) =>
        change('write', path, () => {
          if (!this.#hasRoom(bytes.length)) {
            // A full disk takes what still fits.
            append(inode, bytes.subarray(0, bytes.length >> 1));
            this.refused.add(path);
            throw failure('ENOSPC', path);
          }
          this.refused.delete(path);
          append(inode, bytes);
        }),
      writeAt: (bytes, at) =>
        change('write', path, () => {
          if (!this.#hasRoom(at + bytes.length - inode.length)) throw failure('ENOSPC', path);
          writeAt(inode, bytes, at);
        }),
      read: (from, bytes) => look(() => contentOf(inode).subarray(from, from + bytes)),
      sync: () =>
        change('sync', path, () => {
          this.#mayFail();
          inode.synced = inode.length;
          inode.overwritten = [];
        }),
      truncate: (bytes) =>
        change('truncate', path, () => {
          truncate(inode, bytes);
        }),
      touch: (atMs) =>
        look(() => {
          inode.touchedAt = atMs;
        }),
      facts: () => look(() => factsOf(inode)),
      close: () => Promise.resolve(),
    };
  }

  #makeFolder(folder: string): string | undefined {
    let first: string | undefined;
    for (let path = folder; !this.#folders.has(path); path = dirname(path)) {
      this.#folders.set(path, new Map());
      this.#syncedFolders.set(path, new Map());
      first = path;
    }
    return first;
  }

  /** Whoever looks in between may have killed it. */
  #survives(life: Life): boolean {
    return life.alive;
  }

  #folder(path: string): Map<string, Inode> {
    const folder = this.#folders.get(path);
    if (folder === undefined) throw failure('ENOENT', path);
    return folder;
  }

  #foldersIn(folder: string): readonly string[] {
    return [...this.#folders.keys()].filter((path) => path !== folder && dirname(path) === folder);
  }

  #existing(path: string): Inode {
    const inode = this.#folders.get(dirname(path))?.get(basename(path));
    if (inode === undefined) throw failure('ENOENT', path);
    return inode;
  }

  #mayFail(): void {
    if (this.trouble.errors === 0) return;
    if (this.trouble.spared > 0) {
      this.trouble.spared -= 1;
      return;
    }
    this.trouble.errors -= 1;
    throw failure('EIO', 'the disk');
  }
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
