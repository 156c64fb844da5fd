import type { FileHandle } from 'node:fs/promises';
import { constants, open } from 'node:fs/promises';

/** Who may write a file: what `stat` says of it. */
export interface Ownership {
  readonly uid: number;
  readonly mode: number;
}

const writableByOthers = 0o022;

/**
 * Why a file or folder decides nothing for this process: another user could have written it. Undefined: only this user
 * and root could.
 */
export function whyNotTrusted(
  { uid, mode }: Ownership,
  self: number | undefined = process.getuid?.(),
): string | undefined {
  if (self !== undefined && uid !== self && uid !== 0)
    return (
      `belongs to user ${uid}, and this program runs as user ${self}: it could say anything. Give it to ` +
      'that user with chown'
    );
  if ((mode & writableByOthers) === 0) return undefined;
  const shown = (mode & 0o7777).toString(8);
  return `may be written by others than its owner (mode ${shown}). Take that away with chmod go-w`;
}

/** A file that another user could have written. */
export class UntrustedFileError extends Error {
  constructor(
    path: string,
    /** A clause that follows on the name of the file. */
    readonly why: string,
  ) {
    super(`${path} ${why}`);
    this.name = 'UntrustedFileError';
  }
}

/** @throws UntrustedFileError. Looks at the file that is open, so that nobody can put another one there in between. */
export async function expectTrusted(path: string, handle: Pick<FileHandle, 'stat'>): Promise<void> {
  const why = whyNotTrusted(await handle.stat());
  if (why !== undefined) throw new UntrustedFileError(path, why);
}

/**
 * The text of a file that only this user and root could have written. `'no-links'`: a link in its place is an error.
 * @throws UntrustedFileError
 */
export async function readTrustedText(path: string, links: 'links' | 'no-links' = 'links'): Promise<string> {
  const handle = await open(path, constants.O_RDONLY | (links === 'no-links' ? constants.O_NOFOLLOW : 0));
  try {
    await expectTrusted(path, handle);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}
