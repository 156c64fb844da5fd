import type { Kind, Unreadable } from '../codec/document.js';
import { decode } from '../codec/document.js';
import type { StoreFailure } from '../database.js';
import type { Files } from '../../lib/files.js';
import { exists, ifThere } from '../../lib/durable-write.js';
import { backupOf, spareOf } from './layout.js';

/** A file that is not what was written. */
export class CorruptFileError extends Error {
  constructor(
    readonly path: string,
    readonly what: Unreadable,
  ) {
    super(`${path} ${what.fault}`);
  }
}

/** A file that is gone although the generation before it is there. */
export const missing = (path: string): CorruptFileError =>
  new CorruptFileError(path, { kind: 'corrupt', fault: 'is missing, although the generation before it is there' });

/** What to tell people of a file that a newer version of the program wrote. */
export const ofNewerVersion = (damage: CorruptFileError): StoreFailure => ({
  kind: 'newer-format',
  sentence: `${damage.message}. A newer version wrote it: start that one, or a newer one still. Nothing was changed.`,
});

/** What to tell people of a document that cannot be read, and how to go on. */
export async function explain(files: Files, kind: Kind<unknown>, damage: CorruptFileError): Promise<StoreFailure> {
  const { path, what } = damage;
  if (what.kind === 'newer-format') return ofNewerVersion(damage);
  // An interrupted save may have left the newest copy with the name it has while it is saved.
  const copies = [spareOf(path), backupOf(path)];
  const aside = async (file: string): Promise<readonly string[]> =>
    (await exists(files, file)) ? [`mv ${quoted(file)} ${quoted(`${file}.corrupt`)}`] : [];
  const kept = await newestGood(files, kind, copies);
  const wayOut =
    kept === undefined
      ? 'No good copy of it was kept. With ' +
        `${(await Promise.all([path, ...copies].map(aside))).flat().join(' && ')} the bot starts without ` +
        'it and knows nothing of what it held: look at the cluster and its settings first.'
      : `The newest good copy is ${kept.copy}, one save older, of ${new Date(kept.at).toISOString()}. To ` +
        'go back to it: ' +
        `${[...(await aside(path)), `cp -p ${quoted(kept.copy)} ${quoted(path)}`].join(' && ')}, and ` +
        'start again; the audit trail has what came after it.';
  return { kind: what.kind, sentence: `${damage.message}. Nothing was changed. ${wayOut}` };
}

/** The first of the copies that is good, and when it was written. */
async function newestGood(
  files: Files,
  kind: Kind<unknown>,
  copies: readonly string[],
): Promise<{ readonly copy: string; readonly at: number } | undefined> {
  for (const copy of copies) {
    const bytes = await ifThere(files.read(copy));
    if (bytes !== undefined && decode(kind, bytes.toString('utf8')).ok)
      return { copy, at: (await files.facts(copy)).touchedAt };
  }
  return undefined;
}

const quoted = (path: string): string => (/^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`);
