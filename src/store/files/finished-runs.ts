import { dirname, join } from 'node:path';
import type { Log } from '../../lib/log.js';
import { reasonOf } from '../../lib/thrown.js';
import { AppendFile, linesBackwardsOf } from './append-file.js';
import { encode } from '../codec/document.js';
import { summaryKind } from '../codec/kinds.js';
import type { WriteLease } from './write-lease.js';
import { applyAll, type Change } from './change.js';
import { FinishedFiles } from './finished-files.js';
import type { Files } from '../../lib/files.js';
import { exists, makeSyncedFolder, removeQuietly, syncFolder, writeWhole } from '../../lib/durable-write.js';
import type { Layout } from './layout.js';
import { backupOf, conversationFile, isMonth, monthOf, readName, runFile, spareOf } from './layout.js';
import type { RunSummary } from '../run-store.js';

/** Runs that are over. Opening and adding cost the same however many there are. */
export class FinishedRuns extends FinishedFiles {
  #index: AppendFile | undefined;

  constructor(
    files: Files,
    private readonly lease: WriteLease,
    private readonly log: Log,
    layout: Layout,
  ) {
    super(files, layout);
  }

  /** @throws CorruptFileError when the end of the index was changed from outside. */
  async open(): Promise<void> {
    this.#index = await AppendFile.open(this.files, this.log, summaryKind, this.layout.finishedIndex);
  }

  /**
   * Moves a run here by renaming its file, after it stands in the index: a crash in between leaves a
   * line of a run that is not finished, which whoever reads the index must leave out.
   */
  async add(summary: RunSummary, endedAt: number): Promise<void> {
    const index = this.#index;
    if (index === undefined) throw new Error('the database is closed');
    const folder = join(this.layout.finished, monthOf(endedAt));
    await makeSyncedFolder(this.files, folder);
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

  /**
   * Forgets the runs of the oldest month, if it was before `first`: in the index first, so that no list names one that
   * is not there. Undefined where there is no such month.
   * @throws CorruptFileError when a line of the index is not what was written; nothing was removed then.
   */
  async removeOldest(first: string): Promise<{ readonly month: string; readonly runs: number } | undefined> {
    for (const month of (await this.files.names(this.layout.finished)).filter(isMonth).sort()) {
      if (month >= first) return undefined;
      const folder = join(this.layout.finished, month);
      const names = await this.files.names(folder);
      // Its folder stays when its files are gone.
      if (names.length === 0) continue;
      await this.#shortenIndex(month);
      for (const name of names) {
        await this.lease.check();
        await this.files.remove(join(folder, name));
      }
      await syncFolder(this.files, folder);
      return { month, runs: names.filter((name) => readName(name).kind === 'run').length };
    }
    return undefined;
  }

  async close(): Promise<void> {
    await this.#index?.close();
    this.#index = undefined;
  }

  /** Takes the runs out that ended in this month, or earlier. */
  async #shortenIndex(month: string): Promise<void> {
    const path = this.layout.finishedIndex;
    const kept: string[] = [];
    let dropped = 0;
    for await (const { text, value } of linesBackwardsOf(this.files, summaryKind, path)) {
      if (value.endedAt !== undefined && monthOf(value.endedAt) <= month) dropped += 1;
      else kept.push(text);
    }
    if (dropped === 0) return;
    await this.lease.check();
    // What is added from now on must not go to the file that is about to lose its name.
    await this.close();
    const lines = kept.reverse().map((line) => `${line}\n`);
    try {
      await writeWhole(this.files, path, lines.join(''));
    } finally {
      await this.open();
    }
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
