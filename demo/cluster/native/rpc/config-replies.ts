interface Kept {
  readonly version: number;
  readonly bytes: Buffer;
}

/**
 * Answers about the partitions of a table, kept while no configuration changes: a large cluster is asked for them
 * over and over, and making the bytes is most of what an answer costs.
 */
export class ConfigReplies {
  readonly #kept = new Map<string, Kept>();

  /** The answer under `key`, made by `make` when there is none of this version; `seqid` is that of the request. */
  bytes(key: string, version: number, seqid: number, make: () => Buffer): Buffer {
    const known = this.#kept.get(key);
    if (known?.version === version) return renumbered(known.bytes, seqid);
    const bytes = make();
    this.#kept.set(key, { version, bytes });
    return bytes;
  }
}

/** The same answer to another request: its number stands behind the length, the error and the name. */
function renumbered(bytes: Buffer, seqid: number): Buffer {
  const copy = Buffer.from(bytes);
  const name = 4 + 4 + copy.readInt32BE(4) + 4;
  copy.writeInt32BE(seqid, name + 4 + copy.readInt32BE(name));
  return copy;
}
