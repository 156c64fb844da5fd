import type { FileFacts } from '../../src/lib/files.js';

/** A file of the disk in memory, whatever names it has. */
export interface Inode {
  readonly id: number;
  bytes: Buffer;
  length: number;
  /** What a power loss leaves of it, */
  synced: number;
  /** but for what was written over since: of that it leaves every other sector as it was. */
  overwritten: { readonly at: number; readonly was: Buffer }[];
  touchedAt: number;
}

export const append = (inode: Inode, added: Uint8Array): void => {
  writeAt(inode, added, inode.length);
};

export function writeAt(inode: Inode, added: Uint8Array, at: number): void {
  const length = Math.max(inode.length, at + added.length);
  if (length > inode.bytes.length) {
    const grown = Buffer.alloc(Math.max(length, inode.bytes.length * 2, 256));
    inode.bytes.copy(grown, 0, 0, inode.length);
    inode.bytes = grown;
  }
  if (at < inode.synced)
    inode.overwritten.push({
      at,
      was: Buffer.from(inode.bytes.subarray(at, Math.min(at + added.length, inode.synced))),
    });
  inode.bytes.set(added, at);
  inode.length = length;
}

/** A disk writes so many bytes whole or not at all. */
const sector = 512;

/** What a power loss leaves. */
export function tear(inode: Inode): void {
  inode.length = Math.min(inode.length, inode.synced);
  inode.bytes = Buffer.from(inode.bytes.subarray(0, inode.length));
  for (const { at, was } of inode.overwritten.reverse())
    for (const [nth, byte] of was.entries())
      if (Math.floor((at + nth) / sector) % 2 === 1 && at + nth < inode.length) inode.bytes[at + nth] = byte;
  inode.overwritten = [];
}

export function truncate(inode: Inode, length: number): void {
  // A copy of what stays, so that readers of the old bytes keep them.
  inode.bytes = Buffer.from(inode.bytes.subarray(0, length));
  inode.length = length;
  inode.synced = Math.min(inode.synced, length);
}

export const contentOf = (inode: Inode): Buffer => inode.bytes.subarray(0, inode.length);
export const factsOf = (inode: Inode): FileFacts => ({
  identity: String(inode.id),
  bytes: inode.length,
  touchedAt: inode.touchedAt,
});
