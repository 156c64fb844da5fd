import { dirname, join } from 'node:path';
import type { Log } from '../../lib/log.js';
import { reasonOf } from '../../lib/thrown.js';
import type { ClusterName, RunId } from '../../roll/ids.js';
import type { Run } from '../../roll/run.js';
import { AppendFile, valuesBackwards } from './append-file.js';
import { encode } from '../codec/document.js';
import { runKind, summaryKind } from '../codec/kinds.js';
import type { WriteLease } from './write-lease.js';
import { applyAll, type Change } from './change.js';
import { readDocument } from './document-file.js';
import type { StoreFiles } from './disk.js';
import { exists, removeQuietly, syncFolder } from './disk.js';
import type { Layout } from './layout.js';
import { backupOf, conversationFile, isMonth, isSafe, monthOf, runFile, spareOf } from './layout.js';
import type { RunSummary } from '../run-store.js';

/** Runs that are over. Opening and adding cost the same however many there are. */
export class FinishedRuns {
  #index: AppendFile | undefined;

  constructor(
    private readonly files: StoreFiles,
    private readonly lease: WriteLease,
    private readonly log: Log,
    private readonly layout: Layout,
  ) {}

  /** @throws CorruptFileError when the end of the index was changed from outside. */
  async open(): Promise<void> {
    this.#index = await AppendFile.open(this.files, this.log, summaryKind, this.layout.finishedIndex);
  }

  /** The folder that has this run's files; undefined when it has not been archived. */
  async folderOf(run: string): Promise<string | undefined> {
    if (!isSafe(run)) return undefined;
    for (const month of (await this.files.names(this.layout.finished)).filter(isMonth).sort().reverse()) {
      const folder = join(this.layout.finished, month);
      if (await exists(this.files, join(folder, runFile(run)))) return folder;
    }
    return undefined;
  }

  /** @throws CorruptFileError when its file is not what was written. */
  async find(run: RunId): Promise<Run | undefined> {
    const folder = await this.folderOf(run);
    if (folder === undefined) return undefined;
    return (await readDocument(this.files, runKind, join(folder, runFile(run)))) ?? undefined;
  }

  /**
   * The last one archived first. A run that was archived again after a crash (see `add`) comes twice, its later line
   * first.
   * @throws CorruptFileError at a line that is not what was written.
   */
  async *summaries(cluster: ClusterName | undefined): AsyncGenerator<RunSummary> {
    for await (const summary of valuesBackwards(this.files, summaryKind, this.layout.finishedIndex)) {
      if (cluster === undefined || summary.cluster === cluster) yield summary;
    }
  }

  /**
   * Moves a run here by renaming its file, after it stands in the index: a crash in between leaves a
   * line of a run that is not finished, which whoever reads the index must leave out.
   */
  async add(summary: RunSummary, endedAt: number): Promise<void> {
    const index = this.#index;
    if (index === undefined) throw new Error('the database is closed');
    const folder = join(this.layout.finished, monthOf(endedAt));
    await this.files.makeFolder(folder);
    // Not only when it is new: whoever made it may have died, or failed, before its name was on disk.
    await syncFolder(this.files, dirname(folder));
    const from = this.layout.document('run', summary.id);
    const to = join(folder, runFile(summary.id));
    if (await exists(this.files, to))
      throw new Error(`${to} is there already: nothing that was archived is overwritten`);
    // In the index first: a run that was moved and does not stand there would be in no history.
    await applyAll(this.lease, [index.change([encode(summaryKind, summary)], 'prepare'), this.#move(from, to)]);
    await this.takeAlong(summary.id, folder).catch((error: unknown) => {
      this.log.warn(
        { run: summary.id },
        `the run is archived, and what belongs to it will be when the database is opened again: ${reasonOf(error)}`,
      );
    });
  }

  /** Moves what belongs to an archived run after it. */
  async takeAlong(run: string, folder: string): Promise<void> {
    const conversation = this.layout.document('conversation', run);
    await this.lease.check();
    if (await exists(this.files, conversation))
      await this.files.rename(conversation, join(folder, conversationFile(run)));
    for (const path of [conversation, this.layout.document('run', run)]) {
      await removeQuietly(this.files, spareOf(path));
      await removeQuietly(this.files, backupOf(path));
    }
    await syncFolder(this.files, folder);
    await syncFolder(this.files, this.layout.active);
  }

  async close(): Promise<void> {
    await this.#index?.close();
    this.#index = undefined;
  }

  #move(from: string, to: string): Change {
    let moved = false;
    const rename = async (source: string, target: string): Promise<void> => {
      await this.files.rename(source, target);
      moved = !moved;
      await syncFolder(this.files, dirname(to));
      await syncFolder(this.files, dirname(from));
    };
    return {
      get begun() {
        return moved;
      },
      apply: async () => {
        await this.lease.check();
        await rename(from, to);
      },
      undo: () => rename(to, from),
    };
  }
}
