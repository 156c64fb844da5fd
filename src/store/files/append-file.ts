import { basename, dirname } from 'node:path';
import type { Log } from '../../lib/log.js';
import type { Kind } from '../codec/document.js';
import { decode } from '../codec/document.js';
import type { Change } from './change.js';
import { CorruptFileError } from './corrupt-file-error.js';
import type { OpenFile, Files } from '../../lib/files.js';
import { exists, ifThere, syncFolder } from '../../lib/durable-write.js';
import { linesBackwards } from './lines.js';

/**
 * A file to which lines are added at its end, one `change` at a time. Only lines of a change that was not taken are cut
 * off again.
 */
export class AppendFile {
  private constructor(
    private readonly handle: OpenFile,
    private bytes: number,
  ) {}

  /**
   * Cuts off a last line that was not written to its end (nobody was told that it was) and says so.
   * @throws CorruptFileError when any other line near the end is not what was written.
   */
  static async open(files: Files, log: Log, kind: Kind<unknown>, path: string): Promise<AppendFile> {
    const isNew = !(await exists(files, path));
    const whole = isNew ? 0 : await wholeBytes(files, kind, path);
    const handle = await files.open(path, 'append');
    try {
      const { bytes } = await handle.facts();
      if (bytes > whole) {
        await handle.truncate(whole);
        log.warn(
          { file: path, bytes: bytes - whole },
          `the last line of ${basename(path)} was not written to its end and is dropped: nobody was ` +
            'told that it was saved',
        );
      }
      // Whoever wrote its last lines, or made it, may have died before they were on disk: they are read, and acted on.
      await handle.sync();
      await syncFolder(files, dirname(path));
      return new AppendFile(handle, whole);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Adds all of the lines, as the kind's `encode` makes them; `when`: before the other changes count, or with them. */
  change(lines: readonly string[], when: 'prepare' | 'apply' = 'apply'): Change {
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    let begun = false;
    return {
      get begun() {
        return begun;
      },
      [when]: async () => {
        begun = true;
        await this.handle.write(bytes);
        await this.handle.sync();
      },
      undo: async () => {
        // A disk that is dead or read-only took nothing, and lets nothing be cut.
        if ((await this.handle.facts()).bytes === this.bytes) return;
        await this.handle.truncate(this.bytes);
        await this.handle.sync();
      },
      settle: () => {
        this.bytes += bytes.byteLength;
        return Promise.resolve();
      },
    };
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

/**
 * The lines of a file and what they say, the last one first. Reads no more of the file than is asked for.
 * @throws CorruptFileError at a line that is not what was written.
 */
export async function* linesBackwardsOf<Value>(
  files: Files,
  kind: Kind<Value>,
  path: string,
): AsyncGenerator<{ readonly text: string; readonly value: Value }> {
  const handle = await ifThere(files.open(path, 'read'));
  if (handle === undefined) return;
  try {
    for await (const { text, at, ended } of linesBackwards(handle, (await handle.facts()).bytes)) {
      if (ended) yield { text, value: readLine(kind, path, text, at) };
    }
  } finally {
    await handle.close();
  }
}

/** How far back from its end a file is looked at when it is opened: opening must not cost more as it grows. */
const lookBack = 65_536;

/** The length of the file without a last line that was not ended. */
async function wholeBytes(files: Files, kind: Kind<unknown>, path: string): Promise<number> {
  const handle = await files.open(path, 'read');
  try {
    const { bytes } = await handle.facts();
    let whole = bytes;
    for await (const { text, at, ended } of linesBackwards(handle, bytes)) {
      if (ended) readLine(kind, path, text, at);
      else whole = at;
      if (bytes - at > lookBack) break;
    }
    return whole;
  } finally {
    await handle.close();
  }
}

function readLine<Value>(kind: Kind<Value>, path: string, text: string, at: number): Value {
  const decoded = decode(kind, text);
  if (decoded.ok) return decoded.value;
  throw new CorruptFileError(path, {
    kind: decoded.failure.kind,
    fault: `has a line, at byte ${at}, that ${decoded.failure.fault}`,
  });
}
