import { randomUUID } from 'node:crypto';
import type { SharedFile } from './message.js';
import type { Names } from './names.js';

/** Kept in memory, so kept small. */
export const largestFile = 5 * 1024 * 1024;

interface Upload {
  readonly file: SharedFile;
  readonly secret: string;
  readonly content?: Uint8Array<ArrayBuffer>;
}

/** Uploads in the three steps Slack asks for: get an address, send the bytes there, complete. */
export class Files {
  readonly #names: Names;
  readonly #uploads = new Map<string, Upload>();

  constructor(names: Names) {
    this.#names = names;
  }

  begin(name: string, size: number): Upload {
    const id = this.#names.id('F0');
    const upload = { file: { id, name, title: name, size }, secret: randomUUID() };
    this.#uploads.set(id, upload);
    return upload;
  }

  /** False when there is no such upload. */
  receive(id: string, secret: string, content: Uint8Array<ArrayBuffer>): boolean {
    const upload = this.#uploads.get(id);
    if (upload?.secret !== secret) return false;
    this.#uploads.set(id, { ...upload, content });
    return true;
  }

  get(id: string): Upload | undefined {
    return this.#uploads.get(id);
  }
}
