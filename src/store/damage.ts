import type { Kind, Unreadable } from './codec/document.js';
import { decode } from './codec/document.js';
import type { StoreFailure } from './failure.js';
import type { StoreFiles } from './files.js';
import { exists, ifThere } from './files.js';
import { backupOf } from './layout.js';

/** A file that is not what was written. */
export class Damage extends Error {
  constructor(
    readonly path: string,
    readonly what: Unreadable,
  ) {
    super(`${path} ${what.fault}`);
  }
}

/** A file that is gone although the generation before it is there. */
export const missing = (path: string): Damage => new Damage(path, { kind: 'corrupt', fault: 'is missing, although the generation before it is there' });

/** What to tell people of a document that cannot be read, and how to go on. */
export async function explain(files: StoreFiles, kind: Kind<unknown>, damage: Damage): Promise<StoreFailure> {
  const { path, what } = damage;
  if (what.kind === 'newer-format') {
    return { kind: what.kind, sentence: `${damage.message}. A newer version wrote it: start that one, or a newer one still. Nothing was changed.` };
  }
  const backup = backupOf(path);
  const aside = async (file: string): Promise<readonly string[]> => ((await exists(files, file)) ? [`mv ${quoted(file)} ${quoted(`${file}.corrupt`)}`] : []);
  const kept = await lookAt(files, kind, backup);
  const wayOut =
    kept === undefined
      ? `No good copy of it was kept. With ${[...(await aside(path)), ...(await aside(backup))].join(' && ')} the bot starts without it and knows nothing of what it held: look at the cluster and its settings first.`
      : `The newest good copy is ${backup}, one save older, of ${new Date(kept).toISOString()}. To go back to it: ${[...(await aside(path)), `cp -p ${quoted(backup)} ${quoted(path)}`].join(' && ')}, and start again; the audit trail has what came after it.`;
  return { kind: what.kind, sentence: `${damage.message}. Nothing was changed. ${wayOut}` };
}

/** When the copy was written, if it is a good one. */
async function lookAt(files: StoreFiles, kind: Kind<unknown>, path: string): Promise<number | undefined> {
  const bytes = await ifThere(files.read(path));
  if (bytes === undefined || !decode(kind, bytes.toString('utf8')).ok) return undefined;
  return (await files.facts(path)).touchedAt;
}

const quoted = (path: string): string => (/^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`);
