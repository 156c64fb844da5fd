import { basename } from 'node:path';
import type { OpenFile, Files } from '../../../src/lib/files.js';
import { realFiles } from '../../../src/lib/files.js';

/** One thing the store asks of the file system: `write clusters/x.json.new`, with how many bytes it writes or reads. */
export interface Operation {
  readonly what:
    | 'open'
    | 'write'
    | 'sync'
    | 'truncate'
    | 'touch'
    | 'close'
    | 'read'
    | 'facts'
    | 'names'
    | 'makeFolder'
    | 'rename'
    | 'link'
    | 'remove';
  readonly path: string;
  readonly bytes?: number;
}

/** What becomes of an operation: it is done, it fails, or (a write) only its first half is done and then it fails. */
export type Verdict = undefined | { readonly error: Error; readonly half?: boolean };

/**
 * The real file system, with somebody looking on who may let an operation fail. `hasty`: nothing is
 * really waited for to be on disk, for tests that try hundreds of saves.
 */
export function watchedFiles(judge: (operation: Operation) => Verdict, hasty = false): Files {
  const ask = async <Value>(
    operation: Operation,
    work: () => Promise<Value>,
    half?: () => Promise<unknown>,
  ): Promise<Value> => {
    const verdict = judge(operation);
    if (verdict === undefined) return work();
    if (verdict.half === true) await half?.();
    throw verdict.error;
  };
  return {
    open: (path, how) =>
      ask({ what: 'open', path }, async () => watchedHandle(await realFiles.open(path, how), path, ask, hasty)),
    read: (path) =>
      ask({ what: 'read', path }, async () => {
        const bytes = await realFiles.read(path);
        judge({ what: 'read', path, bytes: bytes.length });
        return bytes;
      }),
    facts: (path) => ask({ what: 'facts', path }, () => realFiles.facts(path)),
    names: (path) => ask({ what: 'names', path }, () => realFiles.names(path)),
    makeFolder: (path) => ask({ what: 'makeFolder', path }, () => realFiles.makeFolder(path)),
    rename: (from, to) => ask({ what: 'rename', path: to }, () => realFiles.rename(from, to)),
    link: (from, to) => ask({ what: 'link', path: to }, () => realFiles.link(from, to)),
    remove: (path) => ask({ what: 'remove', path }, () => realFiles.remove(path)),
    // Tests that count what a save asks of the disk are not about the space that is kept for a full one.
    free: () => Promise.resolve(0),
  };
}

type Ask = <Value>(operation: Operation, work: () => Promise<Value>, half?: () => Promise<unknown>) => Promise<Value>;

function watchedHandle(handle: OpenFile, path: string, ask: Ask, hasty: boolean): OpenFile {
  return {
    write: (bytes) =>
      ask(
        { what: 'write', path, bytes: bytes.length },
        () => handle.write(bytes),
        () => handle.write(bytes.subarray(0, bytes.length >> 1)),
      ),
    writeAt: (bytes, at) =>
      ask(
        { what: 'write', path, bytes: bytes.length },
        () => handle.writeAt(bytes, at),
        () => handle.writeAt(bytes.subarray(0, bytes.length >> 1), at),
      ),
    read: (from, bytes) => ask({ what: 'read', path, bytes }, () => handle.read(from, bytes)),
    sync: () => ask({ what: 'sync', path }, () => (hasty ? Promise.resolve() : handle.sync())),
    truncate: (bytes) => ask({ what: 'truncate', path }, () => handle.truncate(bytes)),
    touch: (at) => ask({ what: 'touch', path }, () => handle.touch(at)),
    facts: () => ask({ what: 'facts', path }, () => handle.facts()),
    // A handle is always given back, as the system does it when a process ends.
    close: () => handle.close(),
  };
}

/** `no space left on device`, as the system says it. */
export function systemError(code: 'ENOSPC' | 'EIO' | 'EROFS', operation: Operation): Error {
  const says = { ENOSPC: 'no space left on device', EIO: 'i/o error', EROFS: 'read-only file system' };
  return Object.assign(new Error(`${code}: ${says[code]}, ${operation.what} '${basename(operation.path)}'`), { code });
}
