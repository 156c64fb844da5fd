import { dirname } from 'node:path';
import type { Result } from '../../lib/result.js';
import { fail, ok } from '../../lib/result.js';
import type { JournaledCommit, JournaledDocument } from '../codec/commit.js';
import { decode, encode, sumIn, type Kind } from '../codec/document.js';
import { auditKind, clusterKind, commitKind, conversationKind, runKind } from '../codec/kinds.js';
import type { StoreFailure } from '../database.js';
import { isFull } from '../../lib/thrown.js';
import type { StagedLines } from './audit/audit-trail.js';
import type { Change } from './change.js';
import { CorruptFileError, ofNewerVersion } from './corrupt-file-error.js';
import type { OpenFile, Files } from '../../lib/files.js';
import { factsIfThere, ifThere, syncFolder, writeSynced } from '../../lib/durable-write.js';
import type { DocumentSwap } from './document-file.js';
import { readFully } from './lines.js';
import { unfinishedOf } from './layout.js';

/** No commit begins with it. */
const nothing = '\n';

/** The next generation of a document. */
export interface StagedDocument {
  readonly kind: JournaledDocument['kind'];
  readonly name: string;
  readonly swap: DocumentSwap;
}

/** A commit with the texts of its documents. */
export interface Journaled {
  readonly documents: readonly (JournaledDocument & { readonly text: string })[];
  readonly audit: JournaledCommit['audit'];
}

export const kinds: Readonly<Record<JournaledDocument['kind'], Kind<unknown>>> = {
  run: runKind,
  conversation: conversationKind,
  cluster: clusterKind,
};

/**
 * The last commit that needed it, whole, on disk before any of its parts counts: what a crash leaves half done is
 * finished when the database is opened again. It is written in place, over one that is over: all of its parts are on
 * disk, or were taken back. So one that is torn was never taken.
 */
export class Journal {
  #held: ReadonlySet<string> = new Set();
  /** All parts of the commit that it holds are in their places. */
  #isWhole = true;

  private constructor(private readonly handle: OpenFile) {}

  /**
   * What it held counts no more. It becomes another file: a process that lost the database, and does not know it yet,
   * writes the old one. It is as long as the one before, so that a full disk stops no commit for its sake; on a disk
   * that has not that room twice for a moment it begins empty.
   */
  static async begin(files: Files, path: string): Promise<Journal> {
    const bytes = (await factsIfThere(files, path))?.bytes ?? 0;
    await writeSynced(files, unfinishedOf(path), Buffer.alloc(bytes, nothing)).catch(async (error: unknown) => {
      if (!isFull(error)) throw error;
      await writeSynced(files, unfinishedOf(path), Buffer.alloc(0));
    });
    await files.rename(unfinishedOf(path), path);
    await syncFolder(files, dirname(path));
    return new Journal(await files.open(path, 'update'));
  }

  /**
   * Whether the last commit has written this file. A later one of its generations must be journaled, too, or the one in
   * the journal could be taken for a newer one.
   */
  holds(path: string): boolean {
    return this.#held.has(path);
  }

  /** On disk before any of the parts counts. */
  change(staged: readonly StagedDocument[], lines: StagedLines | undefined): Change {
    const documents = staged.map(({ kind, name, swap: { sum, replaces } }) => ({
      ...{ kind, name, sum },
      ...(replaces === undefined ? {} : { replaces }),
    }));
    const audit =
      lines === undefined ? {} : { audit: { month: lines.month, behind: lines.behind, lines: lines.lines } };
    const heading = Buffer.from(`${encode(commitKind, { documents, ...audit })}\n`);
    const commit = Buffer.concat([heading, ...staged.map(({ swap }) => swap.bytes)]);
    const heldBefore = this.#held;
    let begun = false;
    let written = false;
    return {
      get begun() {
        return begun;
      },
      prepare: async () => {
        begun = true;
        this.#held = new Set(staged.map(({ swap }) => swap.path));
        this.#isWhole = false;
        await this.handle.writeAt(commit, 0);
        written = true;
        await this.handle.sync();
      },
      undo: async () => {
        try {
          // A disk that refuses every write may still let it be cut: its room is then lost, and no commit is in doubt.
          await this.#empty().catch(() => this.handle.truncate(0));
          await this.handle.sync();
          this.#held = new Set();
        } catch (error) {
          // A disk that is dead or read-only took nothing of it: the commit before may still be there, and no harm is
          // done.
          if (written || (await this.#hasWritten(commit))) throw error;
          this.#held = heldBefore;
        }
        this.#isWhole = true;
      },
      settle: () => {
        this.#isWhole = true;
        return Promise.resolve();
      },
    };
  }

  /** A copy that people put back by hand is not taken for half of a commit that was in its place. */
  async close(): Promise<void> {
    if (this.#isWhole) await this.#empty().catch(() => undefined);
    await this.handle.close();
  }

  /** Whether this commit can be read there; without its last line feed it counts, too. */
  async #hasWritten(commit: Buffer): Promise<boolean> {
    const text = commit.subarray(0, -1);
    if ((await this.handle.facts()).bytes < text.length) return false;
    return (await readFully(this.handle, 0, text.length)).equals(text);
  }

  async #empty(): Promise<void> {
    if ((await this.handle.facts()).bytes > 0) await this.handle.writeAt(Buffer.from(nothing), 0);
  }
}

/**
 * The commit that stands in the journal: its heading, and the text of each of its documents. Undefined when there is
 * none, or one that was not written to its end. Fails where it is whole and a newer version wrote it, or a part of it.
 */
export async function readJournal(files: Files, path: string): Promise<Result<Journaled | undefined, StoreFailure>> {
  // What is behind its last document is left of a longer one.
  const [heading = '', ...texts] = (await ifThere(files.read(path)))?.toString('utf8').split('\n') ?? [];
  const newer = (fault: string): Result<never, StoreFailure> =>
    fail(ofNewerVersion(new CorruptFileError(path, { kind: 'newer-format', fault })));
  const decoded = decode(commitKind, heading);
  if (!decoded.ok) return decoded.failure.kind === 'corrupt' ? ok(undefined) : newer(decoded.failure.fault);
  const { audit } = decoded.value;
  const documents = decoded.value.documents.map((document, nth) => ({ ...document, text: texts[nth] ?? '' }));
  const faults: string[] = [];
  for (const { kind, name, sum, text } of documents) {
    const document = decode(kinds[kind], text);
    if (sumIn(text) !== sum || (!document.ok && document.failure.kind === 'corrupt')) return ok(undefined);
    if (!document.ok) faults.push(`has the ${kind} ${name}, which ${document.failure.fault}`);
  }
  for (const line of audit?.lines ?? []) {
    const entry = decode(auditKind, line);
    if (!entry.ok && entry.failure.kind === 'newer-format')
      faults.push(`has a line of the audit trail that ${entry.failure.fault}`);
  }
  // The commit is whole, and this version cannot finish it.
  return faults[0] === undefined ? ok({ documents, audit }) : newer(faults[0]);
}
